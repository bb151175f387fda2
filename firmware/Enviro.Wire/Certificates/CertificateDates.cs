using System;

namespace Enviro.Wire;

/// <summary>
/// Validity of a certificate in the three bytes that a compressed certificate has for it: issued on an hour, valid for whole years.
/// </summary>
/// <remarks>
/// Bits from the top: year since 2000 (5), month (4), day (5), hour (5), years of validity (5), where 0 says "without end", which X.509 writes as
/// 99991231235959Z (RFC 5280 §4.1.2.5). The layout is that of the vendor's compressed certificate format, version 0.
/// </remarks>
public sealed class CertificateDates
{
    /// <summary>Length of the encoding in bytes.</summary>
    public const int Length = 3;

    /// <summary>Creates dates in UTC; what no calendar has, or the encoding no room for, raises <see cref="ArgumentException"/>.</summary>
    /// <param name="year">2000 … 2031.</param>
    /// <param name="month">1 … 12.</param>
    /// <param name="day">1 … 31.</param>
    /// <param name="hour">0 … 23.</param>
    /// <param name="validYears">0 (without end) … 31.</param>
    public CertificateDates(int year, int month, int day, int hour, int validYears)
    {
        if (!IsDate(year, month, day) || year < 2000 || year > 2031 || hour < 0 || hour > 23 || validYears < 0 || validYears > 31)
        {
            throw new ArgumentException("A compressed certificate is issued from 2000 to 2031 on a full hour and valid for 0 (without end) to 31 years.");
        }

        Year = year;
        Month = month;
        Day = day;
        Hour = hour;
        ValidYears = validYears;
    }

    /// <summary>Year of issue.</summary>
    public int Year { get; }

    /// <summary>Month of issue, 1 … 12.</summary>
    public int Month { get; }

    /// <summary>Day of issue, 1 … 31.</summary>
    public int Day { get; }

    /// <summary>Hour of issue in UTC.</summary>
    public int Hour { get; }

    /// <summary>Years of validity; 0 without end.</summary>
    public int ValidYears { get; }

    /// <summary>Encodes in three bytes.</summary>
    public byte[] Encode()
    {
        int bits = ((Year - 2000) << 19) | (Month << 15) | (Day << 10) | (Hour << 5) | ValidYears;
        return [(byte)(bits >> 16), (byte)(bits >> 8), (byte)bits];
    }

    /// <summary>Parses three bytes of <paramref name="buffer"/>; raises <see cref="WireFormatException"/> for what is no date.</summary>
    public static CertificateDates Parse(byte[] buffer, int offset)
    {
        int bits = (buffer[offset] << 16) | (buffer[offset + 1] << 8) | buffer[offset + 2];
        int year = 2000 + (bits >> 19);
        int month = (bits >> 15) & 0x0F;
        int day = (bits >> 10) & 0x1F;
        int hour = (bits >> 5) & 0x1F;
        return IsDate(year, month, day) && hour < 24
            ? new CertificateDates(year, month, day, hour, bits & 0x1F)
            : throw new WireFormatException("compressed certificate: its dates are no dates");
    }

    /// <summary>The validity as X.509 writes it (RFC 5280 §4.1.2.5).</summary>
    internal byte[] EncodeValidity()
    {
        int lastYear = Year + ValidYears;

        // A certificate issued on 29 February ends on the 28th where that year has no 29th.
        int lastDay = IsDate(lastYear, Month, Day) ? Day : Day - 1;
        byte[] end = ValidYears == 0
            ? Der.Wrap(Der.GeneralizedTime, Der.Ascii("99991231235959Z"))
            : Time(lastYear, Month, lastDay, Hour);
        return Der.Wrap(Der.Sequence, Time(Year, Month, Day, Hour), end);
    }

    /// <summary>As <see cref="EncodeValidity"/>, as the vendor's certificates write it: the end always with four digits of the year.</summary>
    internal byte[] EncodeVendorValidity()
    {
        string end = ValidYears == 0
            ? "99991231235959Z"
            : (Year + ValidYears).ToString() + Two(Month) + Two(Day) + Two(Hour) + "0000Z";
        return Der.Wrap(Der.Sequence, Time(Year, Month, Day, Hour), Der.Wrap(Der.GeneralizedTime, Der.Ascii(end)));
    }

    private static byte[] Time(int year, int month, int day, int hour)
    {
        string digits = Two(month) + Two(day) + Two(hour) + "0000Z";
        return year < 2050
            ? Der.Wrap(Der.UtcTime, Der.Ascii(Two(year % 100) + digits))
            : Der.Wrap(Der.GeneralizedTime, Der.Ascii(Two(year / 100) + Two(year % 100) + digits));
    }

    private static string Two(int value) => (value < 10 ? "0" : "") + value.ToString();

    private static bool IsDate(int year, int month, int day)
    {
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        int days = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
        return month >= 1 && month <= 12 && day >= 1 && day <= days;
    }
}
