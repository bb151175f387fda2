using System.Security.Cryptography;
using System.Text;
using CsCheck;

namespace Enviro.Wire.Tests;

public sealed class Sha256Tests
{
    /// <summary>The examples of FIPS 180-4 (one block, two blocks) and of its predecessor's 896-bit message.</summary>
    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    [InlineData(
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1")]
    public void Fips_180_4_examples(string message, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(Sha256.HashData(Encoding.ASCII.GetBytes(message))));

    /// <summary>From SHA256ShortMsg.rsp of NIST's CAVS 11.0.</summary>
    [Theory]
    [InlineData("d3", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1")]
    [InlineData("11af", "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98")]
    [InlineData("b4190e", "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2")]
    [InlineData("74ba2521", "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e")]
    public void Cavs_short_messages(string message, string digest) =>
        Assert.Equal(digest, Convert.ToHexStringLower(Sha256.HashData(Convert.FromHexString(message))));

    [Fact]
    public void A_million_times_the_letter_a()
    {
        byte[] thousand = Encoding.ASCII.GetBytes(new string('a', 1000));
        Sha256 hash = new();
        for (int i = 0; i < 1000; i++)
        {
            hash.Append(thousand, 0, thousand.Length);
        }

        byte[] digest = new byte[Sha256.DigestLength];
        hash.Finish(digest, 0);
        Assert.Equal("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0", Convert.ToHexStringLower(digest));
    }

    [Fact]
    public void Every_length_up_to_three_blocks_agrees_with_the_runtime()
    {
        byte[] message = [.. Enumerable.Range(0, 200).Select(i => (byte)(i * 7))];
        for (int length = 0; length <= message.Length; length++)
        {
            Assert.Equal(SHA256.HashData(message.AsSpan(0, length)), Sha256.HashData(message[..length]));
        }
    }

    [Fact]
    public void Random_messages_in_random_parts_agree_with_the_runtime() =>
        Gen.Byte.Array[0, 150].Array[0, 12].Sample(
            parts =>
            {
                Sha256 hash = new();
                byte[] digest = new byte[Sha256.DigestLength + 3];
                foreach (byte[] part in parts)
                {
                    // Each part stands between other bytes: offset and count must be kept to.
                    hash.Append([0xEE, .. part, 0xEE], 1, part.Length);
                }

                hash.Finish(digest, 2);
                Assert.Equal(SHA256.HashData(parts.SelectMany(part => part).ToArray()), digest[2..34]);
                Assert.Equal([0, 0, 0], [digest[0], digest[1], digest[34]]);
            },
            iter: 2000);

    [Fact]
    public void A_finished_or_reset_instance_hashes_the_next_message()
    {
        Sha256 hash = new();
        byte[] digest = new byte[Sha256.DigestLength];
        hash.Append([1, 2, 3], 0, 3);
        hash.Finish(digest, 0);
        hash.Append([9], 0, 1);
        hash.Reset();
        hash.Append("abc"u8.ToArray(), 0, 3);
        hash.Finish(digest, 0);
        Assert.Equal(SHA256.HashData("abc"u8), digest);
        hash.Finish(digest, 0);
        Assert.Equal(SHA256.HashData([]), digest);
    }
}
