/* first_lua.c - a process that creates a Lua state, calls a function of a script once, and ends. */
#include <lauxlib.h>
#include <lualib.h>
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    lua_State *L = luaL_newstate();
    luaL_openlibs(L);
    if (luaL_loadstring(L, "function add(a, b) return a + b end") != 0 || lua_pcall(L, 0, 0, 0) != 0)
        return 1;
    lua_getglobal(L, "add");
    lua_pushinteger(L, 40);
    lua_pushinteger(L, 2);
    if (lua_pcall(L, 2, 1, 0) != 0)
        return 1;
    int sum = (int)lua_tointeger(L, -1);
    printf("%d\n", sum);
    fflush(stdout);
    _exit(sum != 42);
}
