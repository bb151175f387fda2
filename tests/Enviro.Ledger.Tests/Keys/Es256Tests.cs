using System.Security.Cryptography;
using System.Text;

namespace Enviro.Ledger.Tests;

public sealed class Es256Tests
{
    // RFC 6979 A.2.5: P-256, SHA-256, message "sample".
    internal const string PrivateKey = "C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721";
    internal const string PublicKey =
        "60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB67903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299";
    private const string Signature =
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8";

    private static readonly byte[] Key = Convert.FromHexString(PublicKey);
    private static readonly byte[] Signed = Convert.FromHexString(Signature);
    private static readonly byte[] Digest = SHA256.HashData(Encoding.ASCII.GetBytes("sample"));

    [Fact]
    public void The_example_of_RFC_6979_is_valid()
    {
        Assert.True(Es256.Verify(Key, Digest, Signed));
        Assert.True(Es256Key.TryCreate(Key, out Es256Key? key));
        Assert.True(key.VerifyDigest(Digest, Signed));
        key.Dispose();
    }

    [Fact]
    public void Every_changed_bit_of_the_signature_makes_it_invalid()
    {
        Assert.True(Es256Key.TryCreate(Key, out Es256Key? key));
        for (int bit = 0; bit < Signed.Length * 8; bit++)
        {
            byte[] changed = (byte[])Signed.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(key.VerifyDigest(Digest, changed));
        }

        Assert.True(key.VerifyDigest(Digest, Signed));
    }

    [Fact]
    public void Numbers_outside_the_group_and_other_lengths_are_invalid()
    {
        Assert.False(Es256.Verify(Key, Digest, new byte[64]));
        Assert.False(Es256.Verify(Key, Digest, Enumerable.Repeat((byte)0xFF, 64).ToArray()));
        Assert.False(Es256.Verify(Key, Digest, Signed.AsSpan(0, 63)));
        Assert.False(Es256.Verify(Key, Digest, [.. Signed, 0]));
        Assert.False(Es256.Verify(Key, Digest.AsSpan(0, 31), Signed));
        Assert.False(Es256.Verify(Key, new byte[32], Signed));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000" + "0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6" + "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D446229A")]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF" + "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public void A_key_that_is_no_point_of_the_curve_is_refused(string key)
    {
        Assert.False(Es256Key.TryCreate(Convert.FromHexString(key), out _));
        Assert.False(Es256.Verify(Convert.FromHexString(key), Digest, Signed));
    }

    [Fact]
    public void One_key_verifies_on_many_threads_at_once()
    {
        Assert.True(Es256Key.TryCreate(Key, out Es256Key? key));
        byte[] other = SHA256.HashData([1]);
        int valid = 0;
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            if (key.VerifyDigest(i % 2 == 0 ? Digest : other, Signed))
            {
                Interlocked.Increment(ref valid);
            }
        });
        Assert.Equal(200, valid);
        key.Dispose();
    }
}
