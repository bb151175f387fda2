using Enviro.Simulator;
using Enviro.Wire;

namespace Enviro.Node.Tests;

/// <summary>
/// A secure element that signs deterministically. At every signature of a reading it reads from the flash which (boot, sequence) is durably
/// reserved, and refuses a second content for the same pair.
/// </summary>
internal sealed class FakeElement(SimulatedFlash flash) : ISecureElement
{
    private readonly Dictionary<(uint Boot, uint Sequence), string> _signed = [];
    private byte _nonces;
    private bool _isReading = true;

    internal uint BootCounter { get; private set; }

    /// <summary>Signatures of readings.</summary>
    internal int Signatures { get; private set; }

    internal int DistinctSigned => _signed.Count;

    internal int Verifications { get; private set; }

    /// <summary>Asked before every operation whether it fails.</summary>
    internal Func<bool>? Fails { get; set; }

    /// <summary>As when every ephemeral key were no point of the curve.</summary>
    internal bool NeverAgrees { get; set; }

    internal byte[][] Certificates { get; set; } = [[0x30, 0x01, 0x02], [0x30, 0x03]];

    internal bool Quotes { get; set; } = true;

    internal byte[] ConfigurationDigest { get; set; } = [.. Enumerable.Repeat((byte)0xC0, 32)];

    public static byte[] PublicKey { get; } = FakeCurve.PublicKey(1);

    public bool TryGetPublicKey(byte[] publicKey)
    {
        PublicKey.CopyTo(publicKey, 0);
        return IsUp();
    }

    public bool TrySign(byte[] digest, byte[] signature)
    {
        // A hello follows its nonce and evidence its quote, in one go; everything else that is signed is a reading.
        bool isReading = _isReading;
        _isReading = true;
        if (!IsUp())
        {
            return false;
        }

        FakeCurve.Sign(PublicKey, digest).CopyTo(signature, 0);
        if (isReading)
        {
            Record(Convert.ToHexString(digest));
        }

        return true;
    }

    public bool TryAdvanceBootCounter(out uint boot)
    {
        boot = BootCounter;
        if (!IsUp())
        {
            return false;
        }

        boot = ++BootCounter;
        return true;
    }

    public bool TryRandom(byte[] random)
    {
        Sha256.HashData([++_nonces, (byte)BootCounter]).CopyTo(random, 0);
        _isReading = !IsUp();
        return !_isReading;
    }

    public bool TryAgree(byte[] publicKey, byte[] sharedSecret)
    {
        FakeCurve.Agree(PublicKey, publicKey).CopyTo(sharedSecret, 0);
        return IsUp() && !NeverAgrees;
    }

    public bool TryVerify(byte[] digest, byte[] signature, byte[] publicKey, out bool valid)
    {
        Verifications++;
        bool isUp = IsUp();
        valid = isUp && FakeCurve.Verifies(publicKey, digest, signature);
        return isUp;
    }

    public bool TryGetCertificates(out byte[][] chain)
    {
        chain = Certificates;
        return IsUp();
    }

    public bool TryQuote(byte[] nonce, out ChipQuote? quote)
    {
        quote = Quotes ? new ChipQuote(nonce, new byte[ChipQuote.ConfigurationLength], FakeCurve.PublicKey(9), new byte[64]) : null;
        _isReading = !IsUp();
        return !_isReading;
    }

    public bool TryGetConfigurationDigest(out byte[] digest)
    {
        digest = ConfigurationDigest;
        return IsUp();
    }

    /// <summary>Asserts that a message carries the pair that was reserved when its content was signed.</summary>
    internal void AssertSigned(ReadingMessage message)
    {
        string content = Convert.ToHexString(DigestOf(message));
        Assert.Equal(content, _signed[(message.Header.Boot, message.Header.Sequence)]);
    }

    public bool TryGetAuthorityKeyId(out byte[] keyId)
    {
        keyId = AuthorityKeyId;
        return IsUp();
    }

    internal static bool IsGenuine(ReadingMessage message)
    {
        int offset = message.Envelope.SignatureOffset;
        return FakeCurve.Verifies(PublicKey, DigestOf(message), message.Envelope.Message[offset..(offset + CoseSign1.SignatureLength)]);
    }

    /// <summary>Whose settings it takes; empty for anybody's.</summary>
    internal byte[] AuthorityKeyId { get; set; } = [];

    private void Record(string content)
    {
        Enviro.Node.Outbox probe = new(flash);
        Assert.True(probe.TryOpen());
        Assert.True(probe.NextSequence > 0, "signed before any sequence number was durable");
        (uint, uint) pair = (probe.Boot, probe.NextSequence - 1);
        Assert.True(_signed.TryAdd(pair, content) || _signed[pair] == content, $"{pair} signed twice");
        Signatures++;
    }

    private bool IsUp() => Fails?.Invoke() != true;

    private static byte[] DigestOf(ReadingMessage message)
    {
        CborWriter writer = new(2048);
        message.Envelope.WriteSigStructure(writer, []);
        return Sha256.HashData(writer.ToArray());
    }
}
