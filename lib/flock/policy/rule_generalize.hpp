// SPDX-License-Identifier: GPL-3.0-or-later
// The policy action "generalize", flock-policy(5): a value to what it is a
// case of. Each is idempotent, and linear in the text's length.

#pragma once

#include <string>
#include <string_view>

#include <flock/policy/rule.hpp>

namespace flk {

// Appends `text` (UTF-8) generalized, as UTF-8. An empty text stays empty;
// what is no version, time or address at all is masked: what is not
// understood does not pass.
void generalize(Generalization to, std::string_view text, std::string& out);

// home: /home/NAME, /Users/NAME and ~NAME are ~, wherever they stand in the
// text, as is root's home; so is NAME in what else is called after an account
// (crontabs, mail spools, media, mounts of GVFS), behind any "..". E-mail
// addresses, USER@HOST and instances of units are *, //HOST/SHARE is
// //*.DOMAIN/*. rule_home.cpp, rule_share.cpp.
void append_without_homes(std::string& out, std::string_view text);

// command: what is kept are ordinary programs, paths without homes, the names
// of options and of variables, domains of URLs and what separates these; any
// other word is *. rule_command.cpp.
void append_command(std::string& out, std::string_view text);

// domain: host names between white space or commas to *.DOMAIN, a bare one to
// *; localhost and the like, addresses and domains themselves stay.
// rule_domain.cpp.
void append_domains(std::string& out, std::string_view text);

// The same for one host name.
void append_domain(std::string& out, std::string_view host);

// schedule: a field of a crontab stays, anything else is masked.
// rule_schedule.cpp.
void append_schedule(std::string& out, std::string_view text);

}  // namespace flk
