// SPDX-License-Identifier: GPL-3.0-or-later

#include "interface/page.hpp"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace flk {
namespace {

using Words = std::vector<std::string>;

std::vector<std::string> lines_of(const std::string& file) {
  std::ifstream in{file};
  if (!in) throw std::runtime_error("cannot read " + file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

Words words_of(const std::string& line) {
  std::istringstream in{line};
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::string rest(const std::string& line, std::size_t from) {
  return line.size() > from ? line.substr(from) : "";
}

// "Fl -rest Ar DURATION , Fl -all" names --rest with a value, and --all.
OptionSet options_of(const Words& words) {
  OptionSet options;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    if (words[i] != "Fl" && words[i] != ".Fl") continue;
    if (!words[i + 1].starts_with('-')) continue;
    const bool value = i + 2 < words.size() && words[i + 2] == "Ar";
    options.emplace(words[i + 1].substr(1), value);
  }
  return options;
}

// ".Cm outbox | sent" is two verbs, ".Cm users Cm invite" one below another.
std::vector<std::string> paths_of(const std::string& tool, const Words& words) {
  std::vector<std::string> paths{tool};
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "Cm") continue;
    if (words[i] == "|") {
      paths.push_back(paths.back().substr(0, paths.back().rfind(' ')));
    } else {
      paths.back() += " " + words[i];
    }
  }
  return paths;
}

void add_use(const Words& words, Synopsis& synopsis) {
  const bool optional = words[0] == ".Op";
  if (optional && words[1] == "Ar" && words[2].ends_with("option")) {
    synopsis.complete = false;
  }
  for (const auto& [name, value] : options_of(words)) {
    synopsis.options.emplace(name, value);
    if (optional) synopsis.optional.insert(name);
  }
}

// One form of the synopsis, from .Nm to the next.
void add_form(const std::string& tool, const std::vector<Words>& lines,
              std::map<std::string, Synopsis>& synopses) {
  std::vector<std::string> paths{tool};
  for (const auto& words : lines) {
    if (words[0] == ".Cm") paths = paths_of(tool, words);
  }
  for (const auto& path : paths) {
    auto& synopsis = synopses[path];
    for (const auto& words : lines) {
      if (words[0] == ".Op" || words[0] == ".Fl") add_use(words, synopsis);
    }
  }
}

class Reader {
 public:
  explicit Reader(std::string tool) : tool_(std::move(tool)) {}

  void read(const std::string& line) {
    const auto words = words_of(line);
    if (words.empty()) return;
    const bool heading = words[0] == ".Sh" || words[0] == ".Ss";
    if (heading || words[0] == ".Nm") end_form();
    if (heading) title_ = rest(line, 4);
    if (words[0] == ".Sh") section_ = title_;
    if (words[0] == ".Nd") page_.description = rest(line, 4);
    if (words[0] == ".It") read_item(words);
    if (section_ == "SYNOPSIS" && !heading) form_.push_back(words);
  }

  Page page() { return std::move(page_); }

 private:
  void end_form() {
    if (!form_.empty()) add_form(tool_, form_, page_.synopses);
    form_.clear();
  }

  void read_item(const Words& words) {
    for (const auto& [name, value] : options_of(words)) {
      page_.items.emplace(name, value);
      page_.sections[title_].emplace(name, value);
    }
    const bool number =
        words.size() == 2 &&
        words[1].find_first_not_of("0123456789") == std::string::npos;
    if (section_ == "EXIT STATUS" && number) {
      page_.statuses.insert(std::stoi(words[1]));
    }
  }

  std::string tool_;
  Page page_;
  std::string section_;
  std::string title_;
  std::vector<Words> form_;
};

}  // namespace

Page read_page(const std::string& tool, const std::string& file) {
  Reader reader{tool};
  for (const auto& line : lines_of(file)) reader.read(line);
  return reader.page();
}

// ".It Xr flock-sign 1", and on the next line what it does.
std::map<std::string, std::string> tools_of_page(const std::string& file) {
  std::map<std::string, std::string> tools;
  std::string name;
  for (const auto& line : lines_of(file)) {
    if (!name.empty()) tools.emplace(name, line);
    const auto words = words_of(line);
    const bool item =
        words.size() == 4 && words[0] == ".It" && words[1] == "Xr";
    name = item ? words[2] : "";
  }
  return tools;
}

// "| `flock-sign` | sign records, and verify them |"
std::map<std::string, std::string> tools_of_readme(const std::string& file) {
  std::map<std::string, std::string> tools;
  for (const auto& line : lines_of(file)) {
    const auto bar = line.find("` | ");
    if (!line.starts_with("| `flock-") || bar == std::string::npos) continue;
    const auto text = line.substr(bar + 4);
    tools.emplace(line.substr(3, bar - 3), text.substr(0, text.rfind(" |")));
  }
  return tools;
}

}  // namespace flk
