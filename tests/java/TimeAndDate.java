/**
 * java.time and the older classes: arithmetic, zones with their history, parsing, formatting, periods, leap years.
 */
import java.text.SimpleDateFormat;
import java.time.*;
import java.time.format.*;
import java.time.temporal.*;
import java.util.*;

public class TimeAndDate {
    public static void main(String[] args) throws Exception {
        LocalDate d = LocalDate.of(2024, 2, 29);
        System.out.println(d.plusYears(1) + " " + d.plusMonths(12) + " " + d.minusDays(60) + " " + d.getDayOfWeek()
                + " " + d.isLeapYear() + " "
                + d.with(TemporalAdjusters.firstInMonth(DayOfWeek.MONDAY)) + " "
                        + d.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR) + " " + d.toEpochDay()
                + " " + ChronoUnit.DAYS.between(LocalDate.of(1970, 1, 1), d) + " "
                        + Period.between(LocalDate.of(2000, 5, 31), d));
        LocalDateTime t = LocalDateTime.parse("2021-03-28T01:30:15.123456789");
        for (String zone : new String[] {"Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
                "UTC"}) {
            ZonedDateTime z = t.atZone(ZoneId.of(zone));
            System.out.println(z + " " + z.plusHours(1) + " " + z.toInstant() + " " + z.getZone().getRules()
                    .isDaylightSavings(z.toInstant()));
        }
        System.out.println(Duration.ofMillis(-90_061_001) + " " + Duration.parse("PT1H2M3.5S").toMillis() + " "
                + Duration.between(t, t.plusDays(2)).toHours()
                + " " + Instant.ofEpochSecond(1_600_000_000L, 5) + " " + Instant.EPOCH.minusNanos(1) + " "
                        + Year.of(1900).isLeap() + " " + YearMonth.of(2023, 2).lengthOfMonth());
        DateTimeFormatter f = DateTimeFormatter.ofPattern("EEEE, d MMMM uuuu HH:mm:ss.SSS", Locale.US);
        System.out.println(t.format(f) + " | " + DateTimeFormatter.ISO_WEEK_DATE.format(d) + " | "
                + t.format(DateTimeFormatter.ofPattern("dd/MM/yy hh:mm a", Locale.US))
                + " | " + DateTimeFormatter.RFC_1123_DATE_TIME.format(t.atOffset(ZoneOffset.ofHours(-5))) + " | "
                        + DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(Locale.GERMANY).format(d));
        System.out.println(LocalDate.parse("03 Jan 2020", DateTimeFormatter.ofPattern("dd MMM yyyy", Locale.ENGLISH))
                + " " + OffsetDateTime.parse("2020-01-01T00:00:00+02:00").toEpochSecond());
        for (String bad : new String[] {"2023-02-29", "2023-13-01", "yesterday"}) {
            try {
                LocalDate.parse(bad);
            } catch (DateTimeParseException e) {
                System.out.println(e.getMessage());
            }
        }
        try {
            LocalDate.of(2023, 4, 31);
        } catch (DateTimeException e) {
            System.out.println(e.getMessage());
        }
        Calendar c = new GregorianCalendar(TimeZone.getTimeZone("America/Los_Angeles"), Locale.US);
        c.clear();
        c.set(2020, Calendar.NOVEMBER, 1, 1, 30, 0);
        c.add(Calendar.HOUR, 2);
        SimpleDateFormat old = new SimpleDateFormat("yyyy-MM-dd HH:mm:ss zzz", Locale.US);
        old.setTimeZone(TimeZone.getTimeZone("America/Los_Angeles"));
        System.out.println(old.format(c.getTime()) + " " + c.getTimeInMillis() + " "
                + old.parse("2020-07-01 12:00:00 PDT").getTime() + " " + c.getActualMaximum(Calendar.DAY_OF_MONTH));
        System.out.println(new Date(0) + " " + TimeZone.getDefault().getID() + " "
                + new GregorianCalendar(1582, Calendar.OCTOBER, 15).isLeapYear(1600));
        System.out.println(java.time.chrono.JapaneseDate.of(2020, 1, 1) + " "
                + java.time.chrono.ThaiBuddhistDate.of(2563, 1, 1).getChronology() + " "
                + Clock.fixed(Instant.EPOCH, ZoneOffset.UTC).instant());
        System.out.println(System.nanoTime() < System.nanoTime() + 1e9
                && Math.abs(System.currentTimeMillis() - Instant.now().toEpochMilli()) < 5000);
    }
}
