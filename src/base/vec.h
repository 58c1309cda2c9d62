/*
 * vec.h - growable typed arrays.
 *
 *     VEC(int) v = {0};
 *     vec_push(&v, 42);
 *     for (size_t i = 0; i < v.len; i++) use(v.at[i]);
 *     vec_free(&v);
 */
#ifndef SAMOVAR_BASE_VEC_H
#define SAMOVAR_BASE_VEC_H

#include <stddef.h>
#include <stdlib.h>

#define VEC(T)                                                                                               \
    struct {                                                                                                 \
        T *at;                                                                                               \
        size_t len, cap;                                                                                     \
    }

void vec_grow_(void **at, size_t *cap, size_t need, size_t elem_size);

#define vec_reserve(v, n)                                                                                    \
    ((n) > (v)->cap ? vec_grow_((void **)&(v)->at, &(v)->cap, (n), sizeof *(v)->at) : (void)0)
#define vec_push(v, x) (vec_reserve((v), (v)->len + 1), (v)->at[(v)->len++] = (x))
#define vec_pop(v)     ((v)->at[--(v)->len])
#define vec_last(v)    ((v)->at[(v)->len - 1])
#define vec_clear(v)   ((v)->len = 0)
#define vec_free(v)    (free((v)->at), (v)->at = NULL, (v)->len = (v)->cap = 0)

#endif
