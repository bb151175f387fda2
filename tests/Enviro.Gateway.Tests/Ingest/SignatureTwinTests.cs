using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using Enviro.Verification;
using Enviro.Wire;

namespace Enviro.Gateway.Tests;

/// <summary>Somebody on the way turns (r, s) into (r, n − s), which verifies as well, and delivers that first.</summary>
public sealed class SignatureTwinTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_twin_delivered_first_costs_the_node_nothing(bool restart)
    {
        for (int i = 0; i < 8; i++)
        {
            byte[] genuine = _bench.A.Next();

            Assert.Equal(1, _bench.Process(_bench.A, TwinOf(genuine)).Kept);
            if (restart)
            {
                _bench.Restart();
            }

            Acknowledgement answer = _bench.Answer(_bench.Process(_bench.A, genuine), _bench.A);
            Assert.Equal((Acknowledgement.Kept, Convert.ToHexString(SHA256.HashData(genuine))), (answer.Result, Convert.ToHexString(answer.MessageHash)));
        }

        Assert.Equal(0, _bench.AssertSound().MissingMessages);
    }

    [Fact]
    public void A_twin_delivered_afterwards_is_a_replay()
    {
        byte[] genuine = _bench.KeepNext(_bench.A);

        Assert.Equal(0, _bench.Process(_bench.A, TwinOf(genuine)).Kept);

        Assert.Equal(1, _bench.Core.Refusals.Counts[AppraisalResult.Replayed]);
        _bench.KeepNext(_bench.A);
    }

    private static byte[] TwinOf(byte[] message)
    {
        BigInteger order = BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        byte[] s = (order - new BigInteger(message.AsSpan(^32), isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. message[..^32], .. new byte[32 - s.Length], .. s];
    }
}
