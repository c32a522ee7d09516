/* base/banned.h — calls that have a safer twin become compile errors. Every base header includes it last. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H
#ifdef __GNUC__
#pragma GCC poison strcpy strcat strncat strtok sprintf vsprintf gets atoi atol atoll atof localtime gmtime alloca
#endif
#endif
