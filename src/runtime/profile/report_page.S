/* report_page.S - report.html as bytes in the library. */
        .section .rodata
        .globl  profile_page, profile_page_end
        .hidden profile_page, profile_page_end
profile_page:
        .incbin "runtime/profile/report.html"
profile_page_end:
        .section .note.GNU-stack,"",@progbits
