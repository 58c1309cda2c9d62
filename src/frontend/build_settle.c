/*
 * build_settle.c - takes away the phis that eager merging made in vain.
 *
 * A phi is unneeded when its operands, apart from itself, are one value. An operand that is the phi itself
 * under checks counts as the phi: on the way around a loop a variable was checked, but not changed. (Braun et
 * al., "Simple and Efficient Construction of Static Single Assignment Form", 2013, section 3.1; without its
 * extension for irreducible graphs.)
 */
#include "frontend/build_internal.h"

/* v, or v under checks, is phi. */
static bool leads_to(const struct ssa_func *f, ssa_id v, ssa_id phi)
{
    while (v != phi) {
        if (!(ssa_info(f, v)->properties & SSA_SAME))
            return false;
        v = ssa_in(f, v, 0);
    }
    return true;
}

static ssa_id only_operand(const struct ssa_func *f, ssa_id phi)
{
    ssa_id only = SSA_NONE;
    for (uint32_t i = 0; i < ssa_at(f, phi)->noperands; i++) {
        ssa_id v = ssa_in(f, phi, i);
        if (!v || leads_to(f, v, phi) || v == only)
            continue;
        if (only)
            return SSA_NONE;
        only = v;
    }
    return only;
}

void build_settle(struct builder *b)
{
    struct ssa_func *f = b->f;
    /* Phis are pushed again when an operand goes away, so this ends. */
    for (size_t i = 0; i < b->phis.len; i++) {
        ssa_id phi = b->phis.at[i];
        if (ssa_op_of(f, phi) != SSA_PHI)
            continue;
        ssa_id only = ssa_unused(f, phi) ? SSA_NONE : only_operand(f, phi);
        if (!only && !ssa_unused(f, phi))
            continue;
        if (only) {
            SSA_EACH_USE(f, phi, u)
            {
                uint32_t user = f->uses[u].user;
                if (!(user & SSA_USER_STATE) && user != phi && ssa_op_of(f, user) == SSA_PHI)
                    vec_push(&b->phis, user);
            }
            ssa_replace_all_uses(f, phi, only);
        } else {
            for (uint32_t k = 0; k < ssa_at(f, phi)->noperands; k++)
                if (ssa_in(f, phi, k) && ssa_op_of(f, ssa_in(f, phi, k)) == SSA_PHI &&
                    ssa_in(f, phi, k) != phi)
                    vec_push(&b->phis, ssa_in(f, phi, k));
        }
        ssa_remove(f, phi);
    }
}
