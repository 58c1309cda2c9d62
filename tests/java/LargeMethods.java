/**
 * What javac makes of large methods: more than 256 locals (wide), more than 256 constants (ldc_w), a long table.
 */
public class LargeMethods {
    static final int[] TABLE = {
        -50000, -42081, -34162, -26243, -18324, -10405, -2486, 5433, 13352, 21271, 29190, 37109,
        45028, -47056, -39137, -31218, -23299, -15380, -7461, 458, 8377, 16296, 24215, 32134,
        40053, 47972, -44112, -36193, -28274, -20355, -12436, -4517, 3402, 11321, 19240, 27159,
        35078, 42997, -49087, -41168, -33249, -25330, -17411, -9492, -1573, 6346, 14265, 22184,
        30103, 38022, 45941, -46143, -38224, -30305, -22386, -14467, -6548, 1371, 9290, 17209,
        25128, 33047, 40966, 48885, -43199, -35280, -27361, -19442, -11523, -3604, 4315, 12234,
        20153, 28072, 35991, 43910, -48174, -40255, -32336, -24417, -16498, -8579, -660, 7259,
        15178, 23097, 31016, 38935, 46854, -45230, -37311, -29392, -21473, -13554, -5635, 2284,
        10203, 18122, 26041, 33960, 41879, 49798, -42286, -34367, -26448, -18529, -10610, -2691,
        5228, 13147, 21066, 28985, 36904, 44823, -47261, -39342, -31423, -23504, -15585, -7666,
        253, 8172, 16091, 24010, 31929, 39848, 47767, -44317, -36398, -28479, -20560, -12641,
        -4722, 3197, 11116, 19035, 26954, 34873, 42792, -49292, -41373, -33454, -25535, -17616,
        -9697, -1778, 6141, 14060, 21979, 29898, 37817, 45736, -46348, -38429, -30510, -22591,
        -14672, -6753, 1166, 9085, 17004, 24923, 32842, 40761, 48680, -43404, -35485, -27566,
        -19647, -11728, -3809, 4110, 12029, 19948, 27867, 35786, 43705, -48379, -40460, -32541,
        -24622, -16703, -8784, -865, 7054, 14973, 22892, 30811, 38730, 46649, -45435, -37516,
        -29597, -21678, -13759, -5840, 2079, 9998, 17917, 25836, 33755, 41674, 49593, -42491,
        -34572, -26653, -18734, -10815, -2896, 5023, 12942, 20861, 28780, 36699, 44618, -47466,
        -39547, -31628, -23709, -15790, -7871, 48, 7967, 15886, 23805, 31724, 39643, 47562,
        -44522, -36603, -28684, -20765, -12846, -4927, 2992, 10911, 18830, 26749, 34668, 42587,
        -49497, -41578, -33659, -25740, -17821, -9902, -1983, 5936, 13855, 21774, 29693, 37612,
        45531, -46553, -38634, -30715, -22796, -14877, -6958, 961, 8880, 16799, 24718, 32637,
        40556, 48475, -43609, -35690, -27771, -19852, -11933, -4014, 3905, 11824, 19743, 27662,
        35581, 43500, -48584, -40665, -32746, -24827, -16908, -8989, -1070, 6849, 14768, 22687,
        30606, 38525, 46444, -45640, -37721, -29802, -21883, -13964, -6045, 1874, 9793, 17712,
        25631, 33550, 41469, 49388, -42696, -34777, -26858, -18939, -11020, -3101, 4818, 12737,
        20656, 28575, 36494, 44413, -47671, -39752, -31833, -23914, -15995, -8076, -157, 7762,
        15681, 23600, 31519, 39438, 47357, -44727, -36808, -28889, -20970, -13051, -5132, 2787,
        10706, 18625, 26544, 34463, 42382, -49702, -41783, -33864, -25945, -18026, -10107, -2188,
        5731, 13650, 21569, 29488, 37407, 45326, -46758, -38839, -30920, -23001, -15082, -7163,
        756, 8675, 16594, 24513, 32432, 40351, 48270, -43814, -35895, -27976, -20057, -12138,
        -4219, 3700, 11619, 19538, 27457, 35376, 43295, -48789, -40870, -32951, -25032, -17113,
        -9194, -1275, 6644, 14563, 22482, 30401, 38320, 46239, -45845, -37926, -30007, -22088,
        -14169, -6250, 1669, 9588, 17507, 25426, 33345, 41264, 49183, -42901, -34982, -27063,
        -19144, -11225, -3306, 4613, 12532, 20451, 28370, 36289, 44208, -47876, -39957, -32038,
        -24119, -16200, -8281, -362, 7557, 15476, 23395, 31314, 39233, 47152, -44932, -37013,
        -29094, -21175, -13256, -5337, 2582, 10501, 18420, 26339, 34258, 42177, -49907, -41988,
        -34069, -26150, -18231, -10312, -2393, 5526, 13445, 21364, 29283, 37202, 45121, -46963,
        -39044, -31125, -23206, -15287, -7368, 551, 8470, 16389, 24308, 32227, 40146, 48065,
        -44019, -36100, -28181, -20262, -12343, -4424, 3495, 11414, 19333, 27252, 35171, 43090,
    };

    static long manyLocals(int seed) {
        long l0 = seed + 0L;
        long l1 = seed + 1L;
        long l2 = seed + 4L;
        long l3 = seed + 9L;
        long l4 = seed + 16L;
        long l5 = seed + 25L;
        long l6 = seed + 36L;
        long l7 = seed + 49L;
        long l8 = seed + 64L;
        long l9 = seed + 81L;
        long l10 = seed + 100L;
        long l11 = seed + 121L;
        long l12 = seed + 144L;
        long l13 = seed + 169L;
        long l14 = seed + 196L;
        long l15 = seed + 225L;
        long l16 = seed + 256L;
        long l17 = seed + 289L;
        long l18 = seed + 324L;
        long l19 = seed + 361L;
        long l20 = seed + 400L;
        long l21 = seed + 441L;
        long l22 = seed + 484L;
        long l23 = seed + 529L;
        long l24 = seed + 576L;
        long l25 = seed + 625L;
        long l26 = seed + 676L;
        long l27 = seed + 729L;
        long l28 = seed + 784L;
        long l29 = seed + 841L;
        long l30 = seed + 900L;
        long l31 = seed + 961L;
        long l32 = seed + 1024L;
        long l33 = seed + 1089L;
        long l34 = seed + 1156L;
        long l35 = seed + 1225L;
        long l36 = seed + 1296L;
        long l37 = seed + 1369L;
        long l38 = seed + 1444L;
        long l39 = seed + 1521L;
        long l40 = seed + 1600L;
        long l41 = seed + 1681L;
        long l42 = seed + 1764L;
        long l43 = seed + 1849L;
        long l44 = seed + 1936L;
        long l45 = seed + 2025L;
        long l46 = seed + 2116L;
        long l47 = seed + 2209L;
        long l48 = seed + 2304L;
        long l49 = seed + 2401L;
        long l50 = seed + 2500L;
        long l51 = seed + 2601L;
        long l52 = seed + 2704L;
        long l53 = seed + 2809L;
        long l54 = seed + 2916L;
        long l55 = seed + 3025L;
        long l56 = seed + 3136L;
        long l57 = seed + 3249L;
        long l58 = seed + 3364L;
        long l59 = seed + 3481L;
        long l60 = seed + 3600L;
        long l61 = seed + 3721L;
        long l62 = seed + 3844L;
        long l63 = seed + 3969L;
        long l64 = seed + 4096L;
        long l65 = seed + 4225L;
        long l66 = seed + 4356L;
        long l67 = seed + 4489L;
        long l68 = seed + 4624L;
        long l69 = seed + 4761L;
        long l70 = seed + 4900L;
        long l71 = seed + 5041L;
        long l72 = seed + 5184L;
        long l73 = seed + 5329L;
        long l74 = seed + 5476L;
        long l75 = seed + 5625L;
        long l76 = seed + 5776L;
        long l77 = seed + 5929L;
        long l78 = seed + 6084L;
        long l79 = seed + 6241L;
        long l80 = seed + 6400L;
        long l81 = seed + 6561L;
        long l82 = seed + 6724L;
        long l83 = seed + 6889L;
        long l84 = seed + 7056L;
        long l85 = seed + 7225L;
        long l86 = seed + 7396L;
        long l87 = seed + 7569L;
        long l88 = seed + 7744L;
        long l89 = seed + 7921L;
        long l90 = seed + 8100L;
        long l91 = seed + 8281L;
        long l92 = seed + 8464L;
        long l93 = seed + 8649L;
        long l94 = seed + 8836L;
        long l95 = seed + 9025L;
        long l96 = seed + 9216L;
        long l97 = seed + 9409L;
        long l98 = seed + 9604L;
        long l99 = seed + 9801L;
        long l100 = seed + 10000L;
        long l101 = seed + 10201L;
        long l102 = seed + 10404L;
        long l103 = seed + 10609L;
        long l104 = seed + 10816L;
        long l105 = seed + 11025L;
        long l106 = seed + 11236L;
        long l107 = seed + 11449L;
        long l108 = seed + 11664L;
        long l109 = seed + 11881L;
        long l110 = seed + 12100L;
        long l111 = seed + 12321L;
        long l112 = seed + 12544L;
        long l113 = seed + 12769L;
        long l114 = seed + 12996L;
        long l115 = seed + 13225L;
        long l116 = seed + 13456L;
        long l117 = seed + 13689L;
        long l118 = seed + 13924L;
        long l119 = seed + 14161L;
        long l120 = seed + 14400L;
        long l121 = seed + 14641L;
        long l122 = seed + 14884L;
        long l123 = seed + 15129L;
        long l124 = seed + 15376L;
        long l125 = seed + 15625L;
        long l126 = seed + 15876L;
        long l127 = seed + 16129L;
        long l128 = seed + 16384L;
        long l129 = seed + 16641L;
        long l130 = seed + 16900L;
        long l131 = seed + 17161L;
        long l132 = seed + 17424L;
        long l133 = seed + 17689L;
        long l134 = seed + 17956L;
        long l135 = seed + 18225L;
        long l136 = seed + 18496L;
        long l137 = seed + 18769L;
        long l138 = seed + 19044L;
        long l139 = seed + 19321L;
        int i0 = seed, i1 = 7;
        double d0 = 0.5;
        Object o0 = TABLE;
        for (i0 = 0; i0 < 300; i0++) {
            i1 += 200;
            d0 += i0;
            l139 += i1;
        }
        i1 += 40000;
        o0 = o0 == null ? "x" : o0;
        return i0 + i1 + (long) d0 + (o0 == TABLE ? 1 : 2)
                + l0 + l1 + l2 + l3 + l4 + l5 + l6 + l7 + l8 + l9
                + l10 + l11 + l12 + l13 + l14 + l15 + l16 + l17 + l18 + l19
                + l20 + l21 + l22 + l23 + l24 + l25 + l26 + l27 + l28 + l29
                + l30 + l31 + l32 + l33 + l34 + l35 + l36 + l37 + l38 + l39
                + l40 + l41 + l42 + l43 + l44 + l45 + l46 + l47 + l48 + l49
                + l50 + l51 + l52 + l53 + l54 + l55 + l56 + l57 + l58 + l59
                + l60 + l61 + l62 + l63 + l64 + l65 + l66 + l67 + l68 + l69
                + l70 + l71 + l72 + l73 + l74 + l75 + l76 + l77 + l78 + l79
                + l80 + l81 + l82 + l83 + l84 + l85 + l86 + l87 + l88 + l89
                + l90 + l91 + l92 + l93 + l94 + l95 + l96 + l97 + l98 + l99
                + l100 + l101 + l102 + l103 + l104 + l105 + l106 + l107 + l108 + l109
                + l110 + l111 + l112 + l113 + l114 + l115 + l116 + l117 + l118 + l119
                + l120 + l121 + l122 + l123 + l124 + l125 + l126 + l127 + l128 + l129
                + l130 + l131 + l132 + l133 + l134 + l135 + l136 + l137 + l138 + l139;
    }

    static int manyConstants(String s) {
        int n = 0;
        n += s.equals("constant 0") ? 100000 : 1;
        n += s.equals("constant 1") ? 100007 : 1;
        n += s.equals("constant 2") ? 100014 : 1;
        n += s.equals("constant 3") ? 100021 : 1;
        n += s.equals("constant 4") ? 100028 : 1;
        n += s.equals("constant 5") ? 100035 : 1;
        n += s.equals("constant 6") ? 100042 : 1;
        n += s.equals("constant 7") ? 100049 : 1;
        n += s.equals("constant 8") ? 100056 : 1;
        n += s.equals("constant 9") ? 100063 : 1;
        n += s.equals("constant 10") ? 100070 : 1;
        n += s.equals("constant 11") ? 100077 : 1;
        n += s.equals("constant 12") ? 100084 : 1;
        n += s.equals("constant 13") ? 100091 : 1;
        n += s.equals("constant 14") ? 100098 : 1;
        n += s.equals("constant 15") ? 100105 : 1;
        n += s.equals("constant 16") ? 100112 : 1;
        n += s.equals("constant 17") ? 100119 : 1;
        n += s.equals("constant 18") ? 100126 : 1;
        n += s.equals("constant 19") ? 100133 : 1;
        n += s.equals("constant 20") ? 100140 : 1;
        n += s.equals("constant 21") ? 100147 : 1;
        n += s.equals("constant 22") ? 100154 : 1;
        n += s.equals("constant 23") ? 100161 : 1;
        n += s.equals("constant 24") ? 100168 : 1;
        n += s.equals("constant 25") ? 100175 : 1;
        n += s.equals("constant 26") ? 100182 : 1;
        n += s.equals("constant 27") ? 100189 : 1;
        n += s.equals("constant 28") ? 100196 : 1;
        n += s.equals("constant 29") ? 100203 : 1;
        n += s.equals("constant 30") ? 100210 : 1;
        n += s.equals("constant 31") ? 100217 : 1;
        n += s.equals("constant 32") ? 100224 : 1;
        n += s.equals("constant 33") ? 100231 : 1;
        n += s.equals("constant 34") ? 100238 : 1;
        n += s.equals("constant 35") ? 100245 : 1;
        n += s.equals("constant 36") ? 100252 : 1;
        n += s.equals("constant 37") ? 100259 : 1;
        n += s.equals("constant 38") ? 100266 : 1;
        n += s.equals("constant 39") ? 100273 : 1;
        n += s.equals("constant 40") ? 100280 : 1;
        n += s.equals("constant 41") ? 100287 : 1;
        n += s.equals("constant 42") ? 100294 : 1;
        n += s.equals("constant 43") ? 100301 : 1;
        n += s.equals("constant 44") ? 100308 : 1;
        n += s.equals("constant 45") ? 100315 : 1;
        n += s.equals("constant 46") ? 100322 : 1;
        n += s.equals("constant 47") ? 100329 : 1;
        n += s.equals("constant 48") ? 100336 : 1;
        n += s.equals("constant 49") ? 100343 : 1;
        n += s.equals("constant 50") ? 100350 : 1;
        n += s.equals("constant 51") ? 100357 : 1;
        n += s.equals("constant 52") ? 100364 : 1;
        n += s.equals("constant 53") ? 100371 : 1;
        n += s.equals("constant 54") ? 100378 : 1;
        n += s.equals("constant 55") ? 100385 : 1;
        n += s.equals("constant 56") ? 100392 : 1;
        n += s.equals("constant 57") ? 100399 : 1;
        n += s.equals("constant 58") ? 100406 : 1;
        n += s.equals("constant 59") ? 100413 : 1;
        n += s.equals("constant 60") ? 100420 : 1;
        n += s.equals("constant 61") ? 100427 : 1;
        n += s.equals("constant 62") ? 100434 : 1;
        n += s.equals("constant 63") ? 100441 : 1;
        n += s.equals("constant 64") ? 100448 : 1;
        n += s.equals("constant 65") ? 100455 : 1;
        n += s.equals("constant 66") ? 100462 : 1;
        n += s.equals("constant 67") ? 100469 : 1;
        n += s.equals("constant 68") ? 100476 : 1;
        n += s.equals("constant 69") ? 100483 : 1;
        n += s.equals("constant 70") ? 100490 : 1;
        n += s.equals("constant 71") ? 100497 : 1;
        n += s.equals("constant 72") ? 100504 : 1;
        n += s.equals("constant 73") ? 100511 : 1;
        n += s.equals("constant 74") ? 100518 : 1;
        n += s.equals("constant 75") ? 100525 : 1;
        n += s.equals("constant 76") ? 100532 : 1;
        n += s.equals("constant 77") ? 100539 : 1;
        n += s.equals("constant 78") ? 100546 : 1;
        n += s.equals("constant 79") ? 100553 : 1;
        n += s.equals("constant 80") ? 100560 : 1;
        n += s.equals("constant 81") ? 100567 : 1;
        n += s.equals("constant 82") ? 100574 : 1;
        n += s.equals("constant 83") ? 100581 : 1;
        n += s.equals("constant 84") ? 100588 : 1;
        n += s.equals("constant 85") ? 100595 : 1;
        n += s.equals("constant 86") ? 100602 : 1;
        n += s.equals("constant 87") ? 100609 : 1;
        n += s.equals("constant 88") ? 100616 : 1;
        n += s.equals("constant 89") ? 100623 : 1;
        n += s.equals("constant 90") ? 100630 : 1;
        n += s.equals("constant 91") ? 100637 : 1;
        n += s.equals("constant 92") ? 100644 : 1;
        n += s.equals("constant 93") ? 100651 : 1;
        n += s.equals("constant 94") ? 100658 : 1;
        n += s.equals("constant 95") ? 100665 : 1;
        n += s.equals("constant 96") ? 100672 : 1;
        n += s.equals("constant 97") ? 100679 : 1;
        n += s.equals("constant 98") ? 100686 : 1;
        n += s.equals("constant 99") ? 100693 : 1;
        n += s.equals("constant 100") ? 100700 : 1;
        n += s.equals("constant 101") ? 100707 : 1;
        n += s.equals("constant 102") ? 100714 : 1;
        n += s.equals("constant 103") ? 100721 : 1;
        n += s.equals("constant 104") ? 100728 : 1;
        n += s.equals("constant 105") ? 100735 : 1;
        n += s.equals("constant 106") ? 100742 : 1;
        n += s.equals("constant 107") ? 100749 : 1;
        n += s.equals("constant 108") ? 100756 : 1;
        n += s.equals("constant 109") ? 100763 : 1;
        n += s.equals("constant 110") ? 100770 : 1;
        n += s.equals("constant 111") ? 100777 : 1;
        n += s.equals("constant 112") ? 100784 : 1;
        n += s.equals("constant 113") ? 100791 : 1;
        n += s.equals("constant 114") ? 100798 : 1;
        n += s.equals("constant 115") ? 100805 : 1;
        n += s.equals("constant 116") ? 100812 : 1;
        n += s.equals("constant 117") ? 100819 : 1;
        n += s.equals("constant 118") ? 100826 : 1;
        n += s.equals("constant 119") ? 100833 : 1;
        n += s.equals("constant 120") ? 100840 : 1;
        n += s.equals("constant 121") ? 100847 : 1;
        n += s.equals("constant 122") ? 100854 : 1;
        n += s.equals("constant 123") ? 100861 : 1;
        n += s.equals("constant 124") ? 100868 : 1;
        n += s.equals("constant 125") ? 100875 : 1;
        n += s.equals("constant 126") ? 100882 : 1;
        n += s.equals("constant 127") ? 100889 : 1;
        n += s.equals("constant 128") ? 100896 : 1;
        n += s.equals("constant 129") ? 100903 : 1;
        n += s.equals("constant 130") ? 100910 : 1;
        n += s.equals("constant 131") ? 100917 : 1;
        n += s.equals("constant 132") ? 100924 : 1;
        n += s.equals("constant 133") ? 100931 : 1;
        n += s.equals("constant 134") ? 100938 : 1;
        n += s.equals("constant 135") ? 100945 : 1;
        n += s.equals("constant 136") ? 100952 : 1;
        n += s.equals("constant 137") ? 100959 : 1;
        n += s.equals("constant 138") ? 100966 : 1;
        n += s.equals("constant 139") ? 100973 : 1;
        n += s.equals("constant 140") ? 100980 : 1;
        n += s.equals("constant 141") ? 100987 : 1;
        n += s.equals("constant 142") ? 100994 : 1;
        n += s.equals("constant 143") ? 101001 : 1;
        n += s.equals("constant 144") ? 101008 : 1;
        n += s.equals("constant 145") ? 101015 : 1;
        n += s.equals("constant 146") ? 101022 : 1;
        n += s.equals("constant 147") ? 101029 : 1;
        n += s.equals("constant 148") ? 101036 : 1;
        n += s.equals("constant 149") ? 101043 : 1;
        n += s.equals("constant 150") ? 101050 : 1;
        n += s.equals("constant 151") ? 101057 : 1;
        n += s.equals("constant 152") ? 101064 : 1;
        n += s.equals("constant 153") ? 101071 : 1;
        n += s.equals("constant 154") ? 101078 : 1;
        n += s.equals("constant 155") ? 101085 : 1;
        n += s.equals("constant 156") ? 101092 : 1;
        n += s.equals("constant 157") ? 101099 : 1;
        n += s.equals("constant 158") ? 101106 : 1;
        n += s.equals("constant 159") ? 101113 : 1;
        n += s.equals("constant 160") ? 101120 : 1;
        n += s.equals("constant 161") ? 101127 : 1;
        n += s.equals("constant 162") ? 101134 : 1;
        n += s.equals("constant 163") ? 101141 : 1;
        n += s.equals("constant 164") ? 101148 : 1;
        n += s.equals("constant 165") ? 101155 : 1;
        n += s.equals("constant 166") ? 101162 : 1;
        n += s.equals("constant 167") ? 101169 : 1;
        n += s.equals("constant 168") ? 101176 : 1;
        n += s.equals("constant 169") ? 101183 : 1;
        n += s.equals("constant 170") ? 101190 : 1;
        n += s.equals("constant 171") ? 101197 : 1;
        n += s.equals("constant 172") ? 101204 : 1;
        n += s.equals("constant 173") ? 101211 : 1;
        n += s.equals("constant 174") ? 101218 : 1;
        n += s.equals("constant 175") ? 101225 : 1;
        n += s.equals("constant 176") ? 101232 : 1;
        n += s.equals("constant 177") ? 101239 : 1;
        n += s.equals("constant 178") ? 101246 : 1;
        n += s.equals("constant 179") ? 101253 : 1;
        n += s.equals("constant 180") ? 101260 : 1;
        n += s.equals("constant 181") ? 101267 : 1;
        n += s.equals("constant 182") ? 101274 : 1;
        n += s.equals("constant 183") ? 101281 : 1;
        n += s.equals("constant 184") ? 101288 : 1;
        n += s.equals("constant 185") ? 101295 : 1;
        n += s.equals("constant 186") ? 101302 : 1;
        n += s.equals("constant 187") ? 101309 : 1;
        n += s.equals("constant 188") ? 101316 : 1;
        n += s.equals("constant 189") ? 101323 : 1;
        n += s.equals("constant 190") ? 101330 : 1;
        n += s.equals("constant 191") ? 101337 : 1;
        n += s.equals("constant 192") ? 101344 : 1;
        n += s.equals("constant 193") ? 101351 : 1;
        n += s.equals("constant 194") ? 101358 : 1;
        n += s.equals("constant 195") ? 101365 : 1;
        n += s.equals("constant 196") ? 101372 : 1;
        n += s.equals("constant 197") ? 101379 : 1;
        n += s.equals("constant 198") ? 101386 : 1;
        n += s.equals("constant 199") ? 101393 : 1;
        n += s.equals("constant 200") ? 101400 : 1;
        n += s.equals("constant 201") ? 101407 : 1;
        n += s.equals("constant 202") ? 101414 : 1;
        n += s.equals("constant 203") ? 101421 : 1;
        n += s.equals("constant 204") ? 101428 : 1;
        n += s.equals("constant 205") ? 101435 : 1;
        n += s.equals("constant 206") ? 101442 : 1;
        n += s.equals("constant 207") ? 101449 : 1;
        n += s.equals("constant 208") ? 101456 : 1;
        n += s.equals("constant 209") ? 101463 : 1;
        n += s.equals("constant 210") ? 101470 : 1;
        n += s.equals("constant 211") ? 101477 : 1;
        n += s.equals("constant 212") ? 101484 : 1;
        n += s.equals("constant 213") ? 101491 : 1;
        n += s.equals("constant 214") ? 101498 : 1;
        n += s.equals("constant 215") ? 101505 : 1;
        n += s.equals("constant 216") ? 101512 : 1;
        n += s.equals("constant 217") ? 101519 : 1;
        n += s.equals("constant 218") ? 101526 : 1;
        n += s.equals("constant 219") ? 101533 : 1;
        n += s.equals("constant 220") ? 101540 : 1;
        n += s.equals("constant 221") ? 101547 : 1;
        n += s.equals("constant 222") ? 101554 : 1;
        n += s.equals("constant 223") ? 101561 : 1;
        n += s.equals("constant 224") ? 101568 : 1;
        n += s.equals("constant 225") ? 101575 : 1;
        n += s.equals("constant 226") ? 101582 : 1;
        n += s.equals("constant 227") ? 101589 : 1;
        n += s.equals("constant 228") ? 101596 : 1;
        n += s.equals("constant 229") ? 101603 : 1;
        n += s.equals("constant 230") ? 101610 : 1;
        n += s.equals("constant 231") ? 101617 : 1;
        n += s.equals("constant 232") ? 101624 : 1;
        n += s.equals("constant 233") ? 101631 : 1;
        n += s.equals("constant 234") ? 101638 : 1;
        n += s.equals("constant 235") ? 101645 : 1;
        n += s.equals("constant 236") ? 101652 : 1;
        n += s.equals("constant 237") ? 101659 : 1;
        n += s.equals("constant 238") ? 101666 : 1;
        n += s.equals("constant 239") ? 101673 : 1;
        n += s.equals("constant 240") ? 101680 : 1;
        n += s.equals("constant 241") ? 101687 : 1;
        n += s.equals("constant 242") ? 101694 : 1;
        n += s.equals("constant 243") ? 101701 : 1;
        n += s.equals("constant 244") ? 101708 : 1;
        n += s.equals("constant 245") ? 101715 : 1;
        n += s.equals("constant 246") ? 101722 : 1;
        n += s.equals("constant 247") ? 101729 : 1;
        n += s.equals("constant 248") ? 101736 : 1;
        n += s.equals("constant 249") ? 101743 : 1;
        n += s.equals("constant 250") ? 101750 : 1;
        n += s.equals("constant 251") ? 101757 : 1;
        n += s.equals("constant 252") ? 101764 : 1;
        n += s.equals("constant 253") ? 101771 : 1;
        n += s.equals("constant 254") ? 101778 : 1;
        n += s.equals("constant 255") ? 101785 : 1;
        n += s.equals("constant 256") ? 101792 : 1;
        n += s.equals("constant 257") ? 101799 : 1;
        n += s.equals("constant 258") ? 101806 : 1;
        n += s.equals("constant 259") ? 101813 : 1;
        n += s.equals("constant 260") ? 101820 : 1;
        n += s.equals("constant 261") ? 101827 : 1;
        n += s.equals("constant 262") ? 101834 : 1;
        n += s.equals("constant 263") ? 101841 : 1;
        n += s.equals("constant 264") ? 101848 : 1;
        n += s.equals("constant 265") ? 101855 : 1;
        n += s.equals("constant 266") ? 101862 : 1;
        n += s.equals("constant 267") ? 101869 : 1;
        n += s.equals("constant 268") ? 101876 : 1;
        n += s.equals("constant 269") ? 101883 : 1;
        n += s.equals("constant 270") ? 101890 : 1;
        n += s.equals("constant 271") ? 101897 : 1;
        n += s.equals("constant 272") ? 101904 : 1;
        n += s.equals("constant 273") ? 101911 : 1;
        n += s.equals("constant 274") ? 101918 : 1;
        n += s.equals("constant 275") ? 101925 : 1;
        n += s.equals("constant 276") ? 101932 : 1;
        n += s.equals("constant 277") ? 101939 : 1;
        n += s.equals("constant 278") ? 101946 : 1;
        n += s.equals("constant 279") ? 101953 : 1;
        return n;
    }

    public static void main(String[] args) {
        int sum = 0;
        for (int v : TABLE) {
            sum = sum * 31 + v;
        }
        System.out.println(TABLE.length + " " + sum + " " + manyLocals(3) + " " + manyLocals(-100) + " "
                + manyConstants("constant 279") + " " + manyConstants("none"));
    }
}
