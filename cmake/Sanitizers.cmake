# FLOCK_SANITIZE: "", "address,undefined" or "thread"; linked PRIVATE.
set(FLOCK_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize= takes them")
add_library(flock_sanitizers INTERFACE)
if(FLOCK_SANITIZE)
  target_compile_options(flock_sanitizers INTERFACE
    -fsanitize=${FLOCK_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  # AddressSanitizer stops at these as well; they double the time to compile.
  target_compile_options(flock_sanitizers INTERFACE
    -fno-sanitize=null,object-size,vptr)
  target_link_options(flock_sanitizers INTERFACE -fsanitize=${FLOCK_SANITIZE})
endif()
