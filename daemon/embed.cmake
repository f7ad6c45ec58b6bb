# Writes the bytes of IN as C into OUT.
file(READ ${IN} HEX HEX)
string(LENGTH "${HEX}" DIGITS)
math(EXPR LENGTH "${DIGITS} / 2")
string(REGEX REPLACE "(..)" "0x\\1," BYTES "${HEX}")
string(REGEX REPLACE "(................................................................................)" "\\1\n" BYTES "${BYTES}")
file(WRITE ${OUT} "#include \"daemon/openapi.h\"\n\nconst size_t DAEMON_OPENAPI_LENGTH = ${LENGTH};\nconst unsigned char DAEMON_OPENAPI[] = {\n${BYTES}};\n")
