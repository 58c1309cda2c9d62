/* frontend.h - front door of src/frontend: class files, class sources, bytecodes, verification, bytecode to
 * SSA. */
#ifndef SAMOVAR_FRONTEND_H
#define SAMOVAR_FRONTEND_H

#include "frontend/build.h"
#include "frontend/build_intrinsics.h"
#include "frontend/bytecode.h"
#include "frontend/class_source.h"
#include "frontend/classfile.h"
#include "frontend/compile_env.h"
#include "frontend/descriptor.h"
#include "frontend/external_name.h"
#include "frontend/npe_message.h"
#include "frontend/stack_effect.h"
#include "frontend/verify.h"

#endif
