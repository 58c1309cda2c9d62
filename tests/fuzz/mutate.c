/* mutate.c - writes mutated class files and jars, for tests that run the whole VM on them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mutator.h"

static void write_file(const char *path, const struct buf *b)
{
    FILE *f = fopen(path, "wb");
    if (!f || fwrite(b->at ? b->at : "", 1, b->len, f) != b->len || fclose(f) != 0) {
        perror(path);
        exit(2);
    }
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr,
                "usage: mutate SEED COUNT DIR FILE...\n"
                "Writes COUNT mutations of the class files and jars FILE... (or below directories) to\n"
                "DIR/00000.class (or .jar), DIR/00001.class, ...; mutation i depends on SEED + i only.\n"
                "Prints the name of each and the file it was made from.\n");
        return 2;
    }
    u8 seed = strtoull(argv[1], NULL, 0), count = strtoull(argv[2], NULL, 0);
    struct corpus corpus = {0};
    struct buf out = {0}, path = {0};
    for (int i = 4; i < argc; i++)
        corpus_add(&corpus, argv[i]);
    if (corpus.len == 0) {
        fprintf(stderr, "mutate: no input files\n");
        return 2;
    }
    for (u8 i = 0; i < count; i++) {
        struct rng r;
        rng_seed(&r, seed + i);
        const struct input *in = &corpus.at[rng_below(&r, corpus.len)],
                           *other = &corpus.at[rng_below(&r, corpus.len)];
        bool jar = is_jar(in);
        (jar ? mutate_jar : mutate_class)(&r, in, other, &out);
        buf_clear(&path);
        buf_printf(&path, "%s/%05llu.%s", argv[3], (unsigned long long)i, jar ? "jar" : "class");
        write_file(buf_str(&path), &out);
        printf("%s %s\n", buf_str(&path), in->name);
    }
    buf_free(&out);
    buf_free(&path);
    corpus_free(&corpus);
    return 0;
}
