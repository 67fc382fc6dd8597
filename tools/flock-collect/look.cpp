// SPDX-License-Identifier: GPL-3.0-or-later
// twigs, show, status: looking, and nothing else.

#include <algorithm>

#include <flock/auth/registration.hpp>
#include <flock/cli/paths.hpp>
#include <flock/record/writer.hpp>

#include "flock-collect/card.hpp"
#include "flock-collect/verbs.hpp"

namespace flk {
namespace {

std::string row_text(std::string_view id, std::string_view every,
                     std::string_view answer, std::string_view title,
                     std::size_t id_width, std::size_t answer_width) {
  std::string row(id);
  row.append(id_width + 2 - row.size(), ' ');
  row += every;
  row.append(id_width + 9 - std::min(row.size(), id_width + 8), ' ');
  row += answer;
  row.append(answer_width + 2 - answer.size(), ' ');
  row += title;
  return row;
}

void write_table(const CollectContext& context, RecordWriter& out) {
  std::size_t id_width = 2;
  std::size_t answer_width = 6;
  for (const auto* twig : context.twigs()) {
    id_width = std::max(id_width, twig->id.size());
    answer_width =
        std::max(answer_width, answer_text(context.consent_of(*twig)).size());
  }
  out.write(row_text("ID", "EVERY", "ANSWER", "WHAT", id_width, answer_width));
  for (const auto* twig : context.twigs()) {
    out.write(row_text(twig->id, format_duration(twig->interval),
                       answer_text(context.consent_of(*twig)), twig->title,
                       id_width, answer_width));
  }
}

}  // namespace

ExitStatus twigs_verb(const CollectOptions& options) {
  const CollectContext context{options};
  auto out = RecordWriter::standard_output();
  if (options.common.json) {
    for (const auto* twig : context.twigs()) {
      out.write(card_json(context, *twig));
    }
  } else {
    write_table(context, out);
  }
  out.flush();
  return ExitStatus::success;
}

ExitStatus show_verb(const CollectOptions& options) {
  const CollectContext context{options};
  auto out = RecordWriter::standard_output();
  for (const auto& id : options.ids) {
    const auto& twig = context.twig(id);
    auto text = options.common.json ? card_json(context, twig)
                                    : card_text(context, twig);
    if (text.ends_with('\n')) text.pop_back();
    out.write(text);
  }
  out.flush();
  return ExitStatus::success;
}

ExitStatus status_verb(const CollectOptions& options) {
  const CollectContext context{options};
  std::size_t enabled = 0;
  std::size_t undecided = 0;
  for (const auto* twig : context.twigs()) {
    const auto state = context.consent_of(*twig).state;
    if (state == ConsentState::enabled) ++enabled;
    if (state == ConsentState::undecided) ++undecided;
  }
  const bool registered = load_registration(config_dir()).has_value();
  const bool well = registered && enabled > 0;
  auto out = RecordWriter::standard_output();
  if (options.common.json) {
    out.write(std::string("{\"registered\":") +
              (registered ? "true" : "false") +
              ",\"enabled\":" + std::to_string(enabled) +
              ",\"undecided\":" + std::to_string(undecided) + "}");
  } else if (!registered) {
    out.write(
        "This laptop is not registered: flock-send register connects "
        "it.");
  } else if (enabled == 0) {
    out.write(
        "Nothing is collected: you have allowed no twig "
        "(flock-collect allow).");
  } else {
    out.write("All is well: " + std::to_string(enabled) +
              (enabled == 1 ? " twig is allowed, " : " twigs are allowed, ") +
              std::to_string(undecided) + " undecided.");
  }
  out.flush();
  return well ? ExitStatus::success : ExitStatus::answer_is_no;
}

}  // namespace flk
