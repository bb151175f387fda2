using System.Security.Cryptography;
using System.Text;

namespace Enviro.Wire.Tests;

public class Sha1Tests
{
    [Theory]
    [InlineData("", "da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("abc", "a9993e364706816aba3e25717850c26c9cd0d89d")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1")]
    public void Published_vectors(string message, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(Sha1.HashData(Encoding.ASCII.GetBytes(message))));

    [Fact]
    public void Every_length_around_the_blocks_agrees_with_the_runtime()
    {
        for (int length = 0; length <= 260; length++)
        {
            byte[] message = [.. Enumerable.Range(0, length).Select(i => (byte)((i * 7) + length))];
#pragma warning disable CA5350 // Compared with, not relied on.
            Assert.Equal(SHA1.HashData(message), Sha1.HashData(message));
#pragma warning restore CA5350
        }
    }
}
