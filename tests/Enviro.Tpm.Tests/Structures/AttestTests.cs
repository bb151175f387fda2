using System.Security.Cryptography;

namespace Enviro.Tpm.Tests.Structures;

public sealed class AttestTests(SwtpmFixture fixture) : IClassFixture<SwtpmFixture>
{
    private static readonly PcrSelection Pcrs = PcrSelection.Sha256(0, 8, 23);

    private byte[] RealQuote() => AttestationKey.Open(fixture.Tpm).Quote(SHA256.HashData("header"u8), Pcrs).AttestBytes;

    [Fact]
    public void A_quote_tells_who_signed_what_and_when()
    {
        AttestationKey key = AttestationKey.Open(fixture.Tpm);
        ulong before = fixture.Tpm.ReadClock().Clock.ClockMs;

        Assert.True(Attest.TryParse(RealQuote(), out Attest? attest));

        Assert.Equal(SHA256.HashData("header"u8), attest.ExtraData);
        Assert.Equal(key.Public.QualifiedNameUnder(TpmHandles.Owner), attest.QualifiedSigner);
        Assert.Equal(Pcrs, attest.Pcrs);
        Assert.Equal(SHA256.HashData(fixture.Tpm.PcrRead(Pcrs).SelectMany(value => value).ToArray()), attest.PcrDigest);
        Assert.InRange(attest.Clock.ClockMs, before, fixture.Tpm.ReadClock().Clock.ClockMs);
        Assert.True(attest.Clock.Safe);
    }

    [Fact]
    public void Formatting_gives_back_the_bytes_of_the_TPM()
    {
        byte[] bytes = RealQuote();

        Assert.True(Attest.TryParse(bytes, out Attest? attest));
        Assert.Equal(bytes, attest.Format());
        Assert.InRange(bytes.Length, 1, Attest.MaxSize);
    }

    [Fact]
    public void The_bytes_are_those_of_the_specification()
    {
        Attest attest = new([1], [2, 3], new TpmClock(4, 5, 6, Safe: true), 7, PcrSelection.Sha256(0, 8, 23), new byte[32]);

        Assert.Equal(
            "ff544347" + "8018" + "000101" + "00020203" + "0000000000000004" + "00000005" + "00000006" + "01" + "0000000000000007"
            + "00000001" + "000b" + "03" + "010180" + "0020" + new string('0', 64),
            Convert.ToHexStringLower(attest.Format()));
    }

    [Fact]
    public void Every_truncation_and_every_addition_is_refused()
    {
        byte[] bytes = RealQuote();

        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(Attest.TryParse(bytes.AsSpan(0, length), out _), $"{length} bytes");
        }

        Assert.False(Attest.TryParse([.. bytes, 0], out _));
    }

    [Fact]
    public void Other_attestations_and_other_encodings_of_the_same_are_refused()
    {
        byte[] bytes = RealQuote();
        int safe = bytes.Length - 53;
        int pcrCount = bytes.Length - 44;
        Assert.Equal((1, 1), (bytes[safe], bytes[pcrCount + 3]));

        Assert.All(
            new (int At, byte Value)[]
            {
                (0, 0x7F), // magic: a TPM never signs foreign data that begins with it
                (5, 0x17), // TPM_ST_ATTEST_CERTIFY
                (5, 0x14), // TPM_ST_ATTEST_NV
                (safe, 2), // TPMI_YES_NO
                (pcrCount + 3, 2), // two banks
                (pcrCount + 6, 4), // four bytes of map
                (bytes.Length - 33, 31), // digest of 31 bytes
            },
            change =>
            {
                byte[] changed = [.. bytes];
                changed[change.At] = change.Value;
                Assert.False(Attest.TryParse(changed, out _), $"byte {change.At}");
            });
    }

    [Fact]
    public void Random_mutations_are_refused_or_have_no_other_encoding()
    {
        byte[] bytes = RealQuote();
        int seed = Environment.TickCount;
        Random random = new(seed);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] changed = [.. bytes];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }

            if (Attest.TryParse(changed, out Attest? attest))
            {
                accepted++;
                Assert.True(changed.AsSpan().SequenceEqual(attest.Format()), $"seed {seed}, round {i}");
            }
        }

        Assert.InRange(accepted, 1, 19_999);
    }
}
