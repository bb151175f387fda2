namespace Enviro.Tpm.Tests.Structures;

public sealed class TpmSignatureTests
{
    private static readonly byte[] Raw = [.. Enumerable.Range(1, 64).Select(i => (byte)i)];

    [Fact]
    public void A_signature_is_the_same_after_formatting_and_parsing()
    {
        byte[] formatted = TpmSignature.Format(Raw);

        Assert.Equal("0018000b0020", Convert.ToHexStringLower(formatted[..6]));
        Assert.Equal(72, formatted.Length);
        Assert.True(TpmSignature.TryParse(formatted, out byte[]? raw));
        Assert.Equal(Raw, raw);
    }

    [Fact]
    public void Halves_without_their_leading_zeros_are_padded()
    {
        Assert.True(TpmSignature.TryParse(Convert.FromHexString("0018000b" + "000107" + "00020109"), out byte[]? raw));

        Assert.Equal([.. new byte[31], 7, .. new byte[30], 1, 9], raw);
    }

    [Theory]
    [InlineData("0014000b" + "000107" + "000109")] // RSASSA
    [InlineData("0018000c" + "000107" + "000109")] // SHA-384
    [InlineData("0018000b" + "0000" + "000109")]
    [InlineData("0018000b" + "000107" + "0000")]
    [InlineData("0018000b" + "000107" + "00010900")]
    [InlineData("0018000b" + "0021000000000000000000000000000000000000000000000000000000000000000001" + "000109")]
    public void Anything_else_is_refused(string hex) => Assert.False(TpmSignature.TryParse(Convert.FromHexString(hex), out _));

    [Fact]
    public void Every_truncation_is_refused()
    {
        byte[] formatted = TpmSignature.Format(Raw);

        Assert.All(
            Enumerable.Range(0, formatted.Length),
            length => Assert.False(TpmSignature.TryParse(formatted.AsSpan(0, length), out _)));
        Assert.Throws<ArgumentOutOfRangeException>(() => TpmSignature.Format(Raw.AsSpan(1)));
    }
}
