using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>
/// A secure element that signs deterministically. At every signature it reads from the flash which (boot, sequence) is durably
/// reserved, and refuses a second content for the same pair.
/// </summary>
internal sealed class FakeElement(SimulatedFlash flash) : ISecureElement
{
    private readonly Dictionary<(uint Boot, uint Sequence), string> _signed = [];

    internal uint BootCounter { get; private set; }

    internal int Signatures { get; private set; }

    internal int DistinctSigned => _signed.Count;

    internal Func<bool>? Fails { get; set; }

    public static byte[] PublicKey { get; } = [.. Enumerable.Range(1, 64).Select(i => (byte)i)];

    public bool TryGetPublicKey(byte[] publicKey)
    {
        PublicKey.CopyTo(publicKey, 0);
        return Fails?.Invoke() != true;
    }

    public bool TrySign(byte[] digest, byte[] signature)
    {
        if (Fails?.Invoke() == true)
        {
            return false;
        }

        Enviro.Node.Outbox probe = new(flash);
        Assert.True(probe.TryOpen());
        Assert.True(probe.NextSequence > 0, "signed before any sequence number was durable");
        (uint, uint) pair = (probe.Boot, probe.NextSequence - 1);
        string content = Convert.ToHexString(digest);
        Assert.True(_signed.TryAdd(pair, content) || _signed[pair] == content, $"{pair} signed twice");
        Signatures++;
        Sign(digest).CopyTo(signature, 0);
        return true;
    }

    /// <summary>The one signature this element gives for a digest; enough to tell an altered message from a genuine one.</summary>
    internal static byte[] Sign(byte[] digest) => [.. Sha256.HashData(digest), .. digest];

    public bool TryAdvanceBootCounter(out uint boot)
    {
        boot = BootCounter;
        if (Fails?.Invoke() == true)
        {
            return false;
        }

        boot = ++BootCounter;
        return true;
    }

    /// <summary>Asserts that a message carries the pair that was reserved when its content was signed.</summary>
    internal void AssertSigned(ReadingMessage message)
    {
        string content = Convert.ToHexString(DigestOf(message));
        Assert.Equal(content, _signed[(message.Header.Boot, message.Header.Sequence)]);
    }

    internal static bool IsGenuine(ReadingMessage message)
    {
        int offset = message.Envelope.SignatureOffset;
        return Sign(DigestOf(message)).AsSpan().SequenceEqual(message.Envelope.Message.AsSpan(offset, CoseSign1.SignatureLength));
    }

    private static byte[] DigestOf(ReadingMessage message)
    {
        CborWriter writer = new(2048);
        message.Envelope.WriteSigStructure(writer, []);
        return Sha256.HashData(writer.ToArray());
    }
}
