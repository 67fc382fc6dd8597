// SPDX-License-Identifier: GPL-3.0-or-later

#include <flock/certs/notice.hpp>

#include <flock/base/error.hpp>

namespace flk {

void CutLeaves::look_at(const std::string& path, const Certificate& certificate,
                        const Certificate& authority, std::chrono::days days) {
  const auto life = certificate.not_after() - certificate.not_before();
  const bool is_cut = certificate.not_after() == authority.not_after() &&
                      life < days - Seconds{1};
  if (!is_cut) return;
  if (first_.empty()) {
    first_ = path;
    end_ = certificate.not_after();
  } else {
    ++others_;
  }
}

void CutLeaves::report(std::vector<Notice>& notices) const {
  if (first_.empty()) return;
  const auto others =
      others_ == 0 ? " ends" : " and " + std::to_string(others_) + " more end";
  notices.push_back({quoted(first_) + others + " with the CA on " +
                         format_rfc3339(end_) +
                         ", before the days asked for are over",
                     "flock-certs renew ca, then flock-certs renew --all"});
}

}  // namespace flk
