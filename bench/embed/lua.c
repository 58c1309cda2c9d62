/* lua.c [SECONDS] - cost of calls through Lua's C API; built once for Lua 5.4 and once for LuaJIT. */
#include <lauxlib.h>
#include <lualib.h>
#include "bench.h"

static lua_State *L;

static const char script[] =
    "local base = 3\n"
    "function add(a, b) return a + b end\n"
    "function mix(a, b, c) return a + b * c end\n"
    "function nothing() end\n"
    "function plus(self, a) return self.base + a end\n"
    "function same(o) return o end\n"
    "function hash(s) return #s end\n"
    "function loop_add(n) local sum = 0; for i = 0, n - 1 do sum = native_add(sum, i) end return sum end\n"
    "function loop_mix(n) local sum = 0; for i = 0, n - 1 do sum = native_mix(sum, i, 2) end return sum end\n"
    "function loop_plus(self, n) local sum = 0; for i = 1, n do sum = native_plus(self, sum) end return sum "
    "end\n"
    "function loop_same(o, n) local sum = 0; for i = 1, n do if native_same(o) == o then sum = sum + 1 end "
    "end return sum end\n"
    "function loop_back(n) local sum = 0; for i = 0, n - 1 do sum = native_back(sum, i) end return sum end\n"
    "object = {base = 3}\n";

/* References to what is called: as fast as Lua's C API allows. */
static int add, mix, nothing, plus, same, hash, object;

static int global(const char *name)
{
    lua_getglobal(L, name);
    return luaL_ref(L, LUA_REGISTRYINDEX);
}

static void call(int n, int results)
{
    if (lua_pcall(L, n, results, 0) == 0)
        return;
    fprintf(stderr, "%s\n", lua_tostring(L, -1));
    exit(1);
}

static void host_static(void)
{
    lua_Integer sum = 0;
    for (int i = 0; i < CALLS; i++) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, add);
        lua_pushinteger(L, sum);
        lua_pushinteger(L, i);
        call(2, 1);
        sum = lua_tointeger(L, -1);
        lua_pop(L, 1);
    }
    must(sum == (lua_Integer)CALLS * (CALLS - 1) / 2, "add");
}

static void host_mix(void)
{
    double sum = 0;
    for (int i = 0; i < CALLS; i++) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, mix);
        lua_pushnumber(L, sum);
        lua_pushinteger(L, i);
        lua_pushinteger(L, 2);
        call(3, 1);
        sum = lua_tonumber(L, -1);
        lua_pop(L, 1);
    }
    must(sum == (double)CALLS * (CALLS - 1), "mix");
}

static void host_void(void)
{
    for (int i = 0; i < CALLS; i++) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, nothing);
        call(0, 0);
    }
}

static void host_instance(void)
{
    lua_Integer sum = 0;
    for (int i = 0; i < CALLS; i++) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, plus);
        lua_rawgeti(L, LUA_REGISTRYINDEX, object);
        lua_pushinteger(L, sum);
        call(2, 1);
        sum = lua_tointeger(L, -1);
        lua_pop(L, 1);
    }
    must(sum == 3 * CALLS, "plus");
}

static void host_object(void)
{
    for (int i = 0; i < CALLS; i++) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, same);
        lua_rawgeti(L, LUA_REGISTRYINDEX, object);
        call(1, 1);
        lua_pop(L, 1);
    }
}

static void host_string(void)
{
    lua_Integer sum = 0;
    for (int i = 0; i < CALLS; i++) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, hash);
        lua_pushstring(L, "a string of the host");
        call(1, 1);
        sum += lua_tointeger(L, -1);
        lua_pop(L, 1);
    }
    must(sum == 20 * CALLS, "hash");
}

static int native_add(lua_State *l)
{
    lua_pushinteger(l, luaL_checkinteger(l, 1) + luaL_checkinteger(l, 2));
    return 1;
}

static int native_mix(lua_State *l)
{
    lua_pushnumber(l, luaL_checknumber(l, 1) + (double)(luaL_checkinteger(l, 2) * luaL_checkinteger(l, 3)));
    return 1;
}

static int native_plus(lua_State *l)
{
    lua_pushinteger(l, luaL_checkinteger(l, 2) + 3);
    return 1;
}

static int native_same(lua_State *l)
{
    lua_settop(l, 1);
    return 1;
}

static int native_back(lua_State *l)
{
    lua_rawgeti(l, LUA_REGISTRYINDEX, add);
    lua_insert(l, 1);
    lua_call(l, 2, 1);
    return 1;
}

static lua_Number run(const char *function, int with_object)
{
    lua_getglobal(L, function);
    if (with_object)
        lua_rawgeti(L, LUA_REGISTRYINDEX, object);
    lua_pushinteger(L, CALLS);
    call(1 + with_object, 1);
    lua_Number r = lua_tonumber(L, -1);
    lua_pop(L, 1);
    return r;
}

static void script_static(void)
{
    must(run("loop_add", 0) == (double)CALLS * (CALLS - 1) / 2, "native_add");
}

static void script_mix(void)
{
    must(run("loop_mix", 0) == (double)CALLS * (CALLS - 1), "native_mix");
}

static void script_instance(void)
{
    must(run("loop_plus", 1) == 3 * CALLS, "native_plus");
}

static void script_object(void)
{
    must(run("loop_same", 1) == CALLS, "native_same");
}

static void script_and_back(void)
{
    must(run("loop_back", 0) == (double)CALLS * (CALLS - 1) / 2, "native_back");
}

int main(int argc, char **argv)
{
    double seconds = seconds_from(argc > 1 ? argv[1] : NULL);
    L = luaL_newstate();
    luaL_openlibs(L);
    lua_register(L, "native_add", native_add);
    lua_register(L, "native_mix", native_mix);
    lua_register(L, "native_plus", native_plus);
    lua_register(L, "native_same", native_same);
    lua_register(L, "native_back", native_back);
    must(luaL_loadstring(L, script) == 0, "the script");
    call(0, 0);
    add = global("add"), mix = global("mix"), nothing = global("nothing"), plus = global("plus");
    same = global("same"), hash = global("hash"), object = global("object");
    row("host-static-II", host_static, seconds);
    row("host-static-DJI", host_mix, seconds);
    row("host-void", host_void, seconds);
    row("host-instance-I", host_instance, seconds);
    row("host-object", host_object, seconds);
    row("host-string", host_string, seconds);
    row("script-static-II", script_static, seconds);
    row("script-static-DJI", script_mix, seconds);
    row("script-instance-I", script_instance, seconds);
    row("script-object", script_object, seconds);
    row("script-and-back", script_and_back, seconds);
    return 0;
}
