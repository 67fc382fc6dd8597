# The warnings of every target of ours, linked PRIVATE. -Werror is the presets' choice.
add_library(flock_warnings INTERFACE)
target_compile_options(flock_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast)
