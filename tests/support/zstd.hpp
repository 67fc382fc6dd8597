// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <zstd.h>

#include <memory>
#include <string>

namespace flk {

// Streamed, as clients do: the frame names a window and no content size.
inline std::string zstd(const std::string& text, int window_log = 20) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context{
      ZSTD_createCCtx(), ZSTD_freeCCtx};
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_windowLog, window_log);
  std::string out(ZSTD_compressBound(text.size()), '\0');
  ZSTD_outBuffer to{out.data(), out.size(), 0};
  ZSTD_inBuffer from{text.data(), text.size(), 0};
  ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_continue);
  ZSTD_compressStream2(context.get(), &to, &from, ZSTD_e_end);
  out.resize(to.pos);
  return out;
}

}  // namespace flk
