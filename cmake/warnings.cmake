# Warnings are errors, everywhere, for both languages.
add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Werror -fvisibility=hidden
                    -fno-omit-frame-pointer)
add_compile_options($<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
                    $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-D_FORTIFY_SOURCE=2 -fstack-protector-strong)
endif()
if(PROPOS_SANITIZE)
  add_compile_options(-fsanitize=${PROPOS_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PROPOS_SANITIZE})
endif()
if(PROPOS_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link,address,undefined)
  add_link_options(-fsanitize=address,undefined)
endif()
