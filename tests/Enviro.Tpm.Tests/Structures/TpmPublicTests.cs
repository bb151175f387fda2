using System.Security.Cryptography;

namespace Enviro.Tpm.Tests.Structures;

public sealed class TpmPublicTests
{
    private const TpmObjectAttributes Signing = TpmObjectAttributes.Sign | TpmObjectAttributes.UserWithAuth;

    private static byte[] Point(byte x, byte y) => [.. new byte[31], x, .. new byte[31], y];

    [Fact]
    public void The_template_of_an_attestation_key_is_the_one_in_the_specification()
    {
        // fixedTPM 1, fixedParent 4, sensitiveDataOrigin 5, userWithAuth 6, noDA 10, restricted 16, sign 18 (Part 2, 8.3).
        Assert.Equal(
            "0023" + "000b" + "00050472" + "0000" + "0010" + "0018000b" + "0003" + "0010" + "0000" + "0000",
            Convert.ToHexStringLower(TpmPublic.AttestationTemplate.Encoded));
    }

    [Fact]
    public void A_key_is_the_same_after_encoding_and_parsing()
    {
        byte[] point = RandomNumberGenerator.GetBytes(64);
        TpmPublic key = TpmPublic.Create(Signing, point);

        Assert.True(TpmPublic.TryParse(key.Encoded, out TpmPublic? parsed));

        Assert.Equal(point, parsed.Point);
        Assert.Equal(Signing, parsed.Attributes);
        Assert.Equal(key.Name, parsed.Name);
        Assert.Equal([0x00, 0x0B, .. SHA256.HashData(key.Encoded)], key.Name);
    }

    [Fact]
    public void Coordinates_without_their_leading_zeros_are_padded_and_named_as_they_came()
    {
        byte[] head = TpmPublic.Create(Signing, []).Encoded[..^4];
        byte[] area = [.. head, 0, 1, 7, 0, 2, 1, 9];

        Assert.True(TpmPublic.TryParse(area, out TpmPublic? key));

        byte[] expected = Point(7, 9);
        expected[62] = 1;
        Assert.Equal(expected, key.Point);
        Assert.Equal([0x00, 0x0B, .. SHA256.HashData(area)], key.Name);
    }

    [Fact]
    public void Half_a_point_and_one_too_long_are_refused()
    {
        byte[] head = TpmPublic.Create(Signing, []).Encoded[..^4];

        Assert.False(TpmPublic.TryParse([.. head, 0, 1, 7, 0, 0], out _));
        Assert.False(TpmPublic.TryParse([.. head, 0, 33, .. new byte[33], 0, 1, 9], out _));
        Assert.Throws<ArgumentException>(() => TpmPublic.Create(Signing, new byte[63]));
    }

    [Fact]
    public void Every_truncation_and_every_addition_is_refused()
    {
        byte[] area = TpmPublic.Create(Signing, Point(1, 2)).Encoded;

        for (int length = 0; length < area.Length; length++)
        {
            Assert.False(TpmPublic.TryParse(area.AsSpan(0, length), out _), $"{length} bytes");
        }

        Assert.False(TpmPublic.TryParse([.. area, 0], out _));
    }

    [Fact]
    public void Another_kind_of_key_is_refused()
    {
        byte[] area = TpmPublic.Create(Signing, Point(1, 2)).Encoded;

        // All bytes up to the point but the attributes have one right value.
        Assert.All(
            Enumerable.Range(0, area.Length - 68).Where(at => at is < 4 or >= 8),
            at =>
            {
                byte[] changed = [.. area];
                changed[at] ^= 1;
                Assert.False(TpmPublic.TryParse(changed, out _), $"byte {at}");
            });
    }
}
