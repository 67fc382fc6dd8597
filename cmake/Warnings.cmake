# The warnings of every target of ours, linked PRIVATE. -Werror is the presets' choice.
add_library(flock_warnings INTERFACE)
target_compile_options(flock_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast)
# GCC 12 sees overlaps and overruns in std::string's own operator+ and insert()
# once they are inlined (its bugs 105329 and 105651); later ones do not.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(flock_warnings INTERFACE
    -Wno-array-bounds -Wno-restrict -Wno-stringop-overflow -Wno-stringop-overread)
endif()
