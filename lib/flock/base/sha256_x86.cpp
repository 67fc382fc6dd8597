// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 by x86's instructions for it, whose operands say the order of words
// here: Intel's manual, SHA256RNDS2, SHA256MSG1 and SHA256MSG2. Names are those
// of FIPS 180-4, sections 5 and 6.2.

#include <flock/base/sha256_x86.hpp>

#ifdef __x86_64__

#include <cpuid.h>
#include <immintrin.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace flk {
namespace {

#define FLOCK_WITH_SHA [[gnu::target("sha,sse4.1")]]

constexpr std::size_t kBlock = 64;

alignas(16) constexpr std::array<std::uint32_t, 64> kRounds{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1,
    0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
    0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// A text as whole blocks, the last one or two of them padded.
class Blocks {
 public:
  explicit Blocks(std::string_view text)
      : text_(text), whole_(text.size() / kBlock) {
    const auto rest = text.substr(whole_ * kBlock);
    std::copy(rest.begin(), rest.end(), padded_.begin());
    padded_[rest.size()] = '\x80';
    const std::uint64_t bits = __builtin_bswap64(text.size() * 8);
    const bool fits = rest.size() + 1 + sizeof bits <= kBlock;
    count_ = whole_ + (fits ? 1 : 2);
    std::memcpy(&padded_[(fits ? 1 : 2) * kBlock - sizeof bits], &bits,
                sizeof bits);
  }

  std::size_t count() const { return count_; }
  const char* operator[](std::size_t i) const {
    return i < whole_ ? text_.data() + i * kBlock
                      : padded_.data() + (i - whole_) * kBlock;
  }

 private:
  std::string_view text_;
  std::size_t whole_;
  std::size_t count_ = 0;
  std::array<char, 2 * kBlock> padded_{};
};

// A to H of one text, as the instructions want them.
struct State {
  __m128i abef = _mm_set_epi32(0x6a09e667, static_cast<int>(0xbb67ae85),
                               0x510e527f, static_cast<int>(0x9b05688c));
  __m128i cdgh = _mm_set_epi32(0x3c6ef372, static_cast<int>(0xa54ff53a),
                               0x1f83d9ab, 0x5be0cd19);
};

// The words W of four rounds, of the sixteen before; `i` counts by fours.
FLOCK_WITH_SHA inline void schedule(__m128i (&words)[4], int i,
                                    const char* block) {
  auto& now = words[i % 4];
  if (i < 4) {
    const auto big_endian =
        _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    const auto* const from = reinterpret_cast<const __m128i*>(block) + i;
    now = _mm_shuffle_epi8(_mm_loadu_si128(from), big_endian);
    return;
  }
  const auto last = words[(i + 3) % 4];
  now = _mm_sha256msg1_epu32(now, words[(i + 1) % 4]);
  now = _mm_add_epi32(now, _mm_alignr_epi8(last, words[(i + 2) % 4], 4));
  now = _mm_sha256msg2_epu32(now, last);
}

// A block of each of kTexts texts into their states.
template <std::size_t kTexts>
FLOCK_WITH_SHA void compress(State* states,
                             const std::array<const char*, kTexts>& blocks) {
  __m128i abef[kTexts];
  __m128i cdgh[kTexts];
  __m128i words[kTexts][4];
#pragma GCC unroll 2
  for (std::size_t t = 0; t < kTexts; ++t) {
    abef[t] = states[t].abef;
    cdgh[t] = states[t].cdgh;
  }
#pragma GCC unroll 16
  for (int i = 0; i < 16; ++i) {
    const auto constants =
        _mm_load_si128(reinterpret_cast<const __m128i*>(kRounds.data()) + i);
#pragma GCC unroll 2
    for (std::size_t t = 0; t < kTexts; ++t) {
      schedule(words[t], i, blocks[t]);
      const auto sum = _mm_add_epi32(words[t][i % 4], constants);
      cdgh[t] = _mm_sha256rnds2_epu32(cdgh[t], abef[t], sum);
      abef[t] =
          _mm_sha256rnds2_epu32(abef[t], cdgh[t], _mm_shuffle_epi32(sum, 0x0e));
    }
  }
#pragma GCC unroll 2
  for (std::size_t t = 0; t < kTexts; ++t) {
    states[t].abef = _mm_add_epi32(states[t].abef, abef[t]);
    states[t].cdgh = _mm_add_epi32(states[t].cdgh, cdgh[t]);
  }
}

Sha256Digest digest_of(const State& state) {
  std::array<std::uint32_t, 4> fe_ba;
  std::array<std::uint32_t, 4> hg_dc;
  std::memcpy(fe_ba.data(), &state.abef, sizeof fe_ba);
  std::memcpy(hg_dc.data(), &state.cdgh, sizeof hg_dc);
  std::array<std::uint32_t, 8> words{fe_ba[3], fe_ba[2], hg_dc[3], hg_dc[2],
                                     fe_ba[1], fe_ba[0], hg_dc[1], hg_dc[0]};
  for (auto& word : words) word = __builtin_bswap32(word);
  return std::bit_cast<Sha256Digest>(words);
}

}  // namespace

bool sha256_x86::is_here() {
  unsigned a = 0;
  unsigned b = 0;
  unsigned c = 0;
  unsigned d = 0;
  constexpr unsigned kSha = 1u << 29;
  if (__get_cpuid_count(7, 0, &a, &b, &c, &d) == 0 || (b & kSha) == 0) {
    return false;
  }
  return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_SSE4_1) != 0;
}

FLOCK_WITH_SHA Sha256Digest sha256_x86::hash(std::string_view text) {
  const Blocks blocks{text};
  State state;
  for (std::size_t i = 0; i < blocks.count(); ++i) {
    compress<1>(&state, {blocks[i]});
  }
  return digest_of(state);
}

FLOCK_WITH_SHA Sha256Pair sha256_x86::hash_two(std::string_view first,
                                               std::string_view second) {
  const std::array<Blocks, 2> texts{Blocks{first}, Blocks{second}};
  std::array<State, 2> states;
  const auto both = std::min(texts[0].count(), texts[1].count());
  for (std::size_t i = 0; i < both; ++i) {
    compress<2>(states.data(), {texts[0][i], texts[1][i]});
  }
  for (std::size_t t = 0; t < 2; ++t) {
    for (std::size_t i = both; i < texts[t].count(); ++i) {
      compress<1>(&states[t], {texts[t][i]});
    }
  }
  return {digest_of(states[0]), digest_of(states[1])};
}

}  // namespace flk

#else

#include <cstdlib>

namespace flk::sha256_x86 {

bool is_here() { return false; }
Sha256Digest hash(std::string_view) { std::abort(); }
Sha256Pair hash_two(std::string_view, std::string_view) { std::abort(); }

}  // namespace flk::sha256_x86

#endif
