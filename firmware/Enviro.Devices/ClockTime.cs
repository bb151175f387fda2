namespace Enviro.Devices;

/// <summary>
/// A point of time as clock chips keep it: date and time of day in binary-coded decimals, two digits of the year, 2000 to 2099. In these years every fourth
/// is a leap year, which is the chips' own rule.
/// </summary>
internal sealed class ClockTime
{
    /// <summary>2000-01-01T00:00:00Z in Unix seconds.</summary>
    internal const long Earliest = 946_684_800;

    /// <summary>2099-12-31T23:59:59Z in Unix seconds.</summary>
    internal const long Latest = 4_102_444_799;

    private const int SecondsPerDay = 86_400;
    private const int DaysPerFourYears = 1_461;

    private static readonly int[] s_daysBefore = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

    /// <summary>0 … 59.</summary>
    internal int Second { get; set; }

    /// <summary>0 … 59.</summary>
    internal int Minute { get; set; }

    /// <summary>0 … 23.</summary>
    internal int Hour { get; set; }

    /// <summary>Day of the month, 1 … 31.</summary>
    internal int Day { get; set; }

    /// <summary>1 … 12.</summary>
    internal int Month { get; set; }

    /// <summary>Years since 2000, 0 … 99.</summary>
    internal int Year { get; set; }

    /// <summary>Day of the week, 0 Sunday … 6 Saturday.</summary>
    internal int Weekday { get; private set; }

    /// <summary>Rounds Unix ms to the nearest second; false outside 2000 to 2099.</summary>
    internal static bool TryRound(long unixMs, out long seconds)
    {
        seconds = 0;
        if (unixMs < Earliest * 1000 || unixMs > Latest * 1000)
        {
            return false;
        }

        seconds = (unixMs + 500) / 1000;
        return true;
    }

    /// <summary>The date and time of <paramref name="unixSeconds"/>, <see cref="Earliest"/> to <see cref="Latest"/>.</summary>
    internal static ClockTime Of(long unixSeconds)
    {
        long since = unixSeconds - Earliest;
        int days = (int)(since / SecondsPerDay);
        int second = (int)(since % SecondsPerDay);

        // The first of four years is the leap year: its 366 days come before the three others' 365.
        int inFour = days % DaysPerFourYears;
        int yearInFour = inFour < 366 ? 0 : (inFour - 1) / 365;
        int dayOfYear = yearInFour == 0 ? inFour : (inFour - 1) % 365;
        int month = 1;
        while (dayOfYear >= DaysBefore(month + 1, yearInFour))
        {
            month++;
        }

        ClockTime time = new ClockTime();
        time.Second = second % 60;
        time.Minute = second / 60 % 60;
        time.Hour = second / 3600;
        time.Day = dayOfYear - DaysBefore(month, yearInFour) + 1;
        time.Month = month;
        time.Year = (days / DaysPerFourYears * 4) + yearInFour;
        time.Weekday = (days + 6) % 7; // 2000-01-01 was a Saturday.
        return time;
    }

    /// <summary>Unix seconds of this time; false when there is no such date or time of day.</summary>
    internal bool TryGetUnixSeconds(out long seconds)
    {
        seconds = 0;
        bool isTimeOfDay = Second >= 0 && Second < 60 && Minute >= 0 && Minute < 60 && Hour >= 0 && Hour < 24;
        if (!isTimeOfDay || Year < 0 || Year > 99 || Month < 1 || Month > 12)
        {
            return false;
        }

        int monthLength = DaysBefore(Month + 1, Year) - DaysBefore(Month, Year);
        if (Day < 1 || Day > monthLength)
        {
            return false;
        }

        long days = (Year * 365L) + ((Year + 3) / 4) + DaysBefore(Month, Year) + Day - 1;
        seconds = Earliest + (days * SecondsPerDay) + (Hour * 3600) + (Minute * 60) + Second;
        return true;
    }

    /// <summary>The number of a byte in binary-coded decimals; −1 where a digit is none.</summary>
    internal static int FromBcd(int bcd) => (bcd >> 4) > 9 || (bcd & 0x0F) > 9 ? -1 : ((bcd >> 4) * 10) + (bcd & 0x0F);

    /// <summary>A number of two digits in binary-coded decimals.</summary>
    internal static byte ToBcd(int number) => (byte)(((number / 10) << 4) | (number % 10));

    private static int DaysBefore(int month, int year) => s_daysBefore[month - 1] + (month > 2 && year % 4 == 0 ? 1 : 0);
}
