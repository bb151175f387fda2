namespace Enviro.Wire.Tests;

/// <summary>What the chip keeps of a certificate: dates, compressed certificate, issuer record.</summary>
public sealed class ChipRecordTests
{
    private static readonly CertificateDates Dates = new(2026, 11, 24, 23, 31);

    /// <summary>24 bits: year since 2000, month, day, hour, years of validity.</summary>
    [Fact]
    public void Dates_have_their_bits_where_the_format_says() =>
        Assert.Equal((26 << 19) | (11 << 15) | (24 << 10) | (23 << 5) | 31, (Dates.Encode()[0] << 16) | (Dates.Encode()[1] << 8) | Dates.Encode()[2]);

    [Fact]
    public void All_three_bytes_are_dates_or_malformed()
    {
        int dates = 0;
        for (int bits = 0; bits < 1 << 24; bits += 7)
        {
            byte[] encoded = [(byte)(bits >> 16), (byte)(bits >> 8), (byte)bits];
            if (!Malformed.Is(encoded, e => CertificateDates.Parse(e, 0)))
            {
                Assert.Equal(encoded, CertificateDates.Parse(encoded, 0).Encode());
                dates++;
            }
        }

        // 32 years of 365.25 days, 24 hours and 32 lengths, a seventh of them tried.
        Assert.InRange(dates, 11_688 * 24 * 32 / 7 - 1000, 11_688 * 24 * 32 / 7 + 1000);
    }

    [Theory]
    [InlineData(1999, 1, 1, 0, 0)]
    [InlineData(2032, 1, 1, 0, 0)]
    [InlineData(2026, 0, 1, 0, 0)]
    [InlineData(2026, 2, 29, 0, 0)]
    [InlineData(2026, 4, 31, 0, 0)]
    [InlineData(2026, 1, 1, 24, 0)]
    [InlineData(2026, 1, 1, 0, 32)]
    public void What_is_no_date_is_refused(int year, int month, int day, int hour, int years) =>
        Assert.Throws<ArgumentException>(() => new CertificateDates(year, month, day, hour, years));

    [Fact]
    public void A_compressed_certificate_is_read_as_it_was_written()
    {
        byte[] keyId = Sha256.HashData([1])[..20];
        byte[] signature = [.. Sha256.HashData([2]), .. Sha256.HashData([3])];
        byte[] encoded = new CompressedCertificate(signature, Dates, keyId).Encode();
        CompressedCertificate parsed = CompressedCertificate.Parse(encoded);
        Assert.Equal(signature, parsed.Signature);
        Assert.Equal(Dates.Encode(), parsed.Dates.Encode());
        Assert.Equal((keyId[0] << 8) | keyId[1], parsed.SignerId);
        Assert.Equal(encoded, parsed.Encode());
        Assert.True(Malformed.Is(new byte[72], e => CompressedCertificate.Parse(e)));
        Assert.True(Malformed.Is([.. Enumerable.Repeat((byte)0xFF, 72)], e => CompressedCertificate.Parse(e)));
        Assert.True(Malformed.Is(encoded[..71], e => CompressedCertificate.Parse(e)));
    }

    [Fact]
    public void A_damaged_issuer_record_is_malformed()
    {
        byte[] keyId = Sha256.HashData([1])[..20];
        byte[] name = [0x30, 0x00];
        byte[] encoded = new IssuerRecord(32473, keyId, name).Encode();
        IssuerRecord parsed = IssuerRecord.Parse(encoded);
        Assert.Equal(32473u, parsed.Enterprise);
        Assert.Equal(keyId, parsed.AuthorityKeyId);
        Assert.Equal(name, parsed.IssuerName);
        for (int bit = 0; bit < (30 + name.Length + 4) * 8; bit++)
        {
            byte[] altered = [.. encoded];
            altered[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(Malformed.Is(altered, e => IssuerRecord.Parse(e)), $"bit {bit}");
        }

        Assert.All(Enumerable.Range(0, 36), length => Assert.True(Malformed.Is(encoded[..length], e => IssuerRecord.Parse(e))));
        Assert.True(Malformed.Is([.. Enumerable.Repeat((byte)0xFF, 416)], e => IssuerRecord.Parse(e)));
        Assert.Equal(IssuerRecord.MaxLength, new IssuerRecord(1, keyId, new byte[DeviceCertificate.MaxIssuerNameLength]).Encode().Length);
        Assert.Throws<ArgumentException>(() => new IssuerRecord(1, keyId, new byte[201]));
        Assert.Throws<ArgumentException>(() => new IssuerRecord(1, new byte[19], name));
    }

    [Fact]
    public void A_urn_is_made_of_enterprise_and_serial_number()
    {
        Assert.Equal("urn:dev:os:32473-0123a1b2c3d4e5f6ee", NodeUrn.OfSerialNumber(32473, Convert.FromHexString("0123a1b2c3d4e5f6ee")));
        Assert.Throws<ArgumentException>(() => NodeUrn.OfSerialNumber(32473, new byte[8]));
        Assert.True(NodeUrn.OfSerialNumber(uint.MaxValue, new byte[9]).Length <= DeviceCertificate.MaxUrnLength);
    }
}
