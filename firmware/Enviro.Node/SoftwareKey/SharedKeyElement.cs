using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// What a node without a secure element has instead, when it shares a key with its gateway: random numbers and the boot counter. The board's interpreter has
/// no generator that deserves the name, so a random number is HMAC-SHA-256 under the shared key over the boot counter and a count: nobody without the key
/// predicts it, and none comes twice, for every run takes a counter value of its own.
/// </summary>
/// <remarks>Two flash sectors of its own for the counter, which ends at 2,097,151: at a wake a minute after four years.</remarks>
public sealed class SharedKeyElement : ISecureElement
{
    /// <summary>Sectors it needs.</summary>
    public const int SectorCount = 2;

    private const string Label = "enviro/v1 random";

    private readonly byte[] _sharedKey;
    private readonly BootCounter _bootCounter;
    private readonly byte[] _input = new byte[Label.Length + 8];
    private uint _run;
    private uint _count;

    /// <summary>Creates an element; raises <see cref="ArgumentException"/> when the key has not 32 bytes or the flash not 2 sectors.</summary>
    /// <param name="sharedKey">The key shared with the gateway.</param>
    /// <param name="flash">A region of its own.</param>
    public SharedKeyElement(byte[] sharedKey, IFlash flash)
    {
        if (sharedKey.Length != HmacSha256.TagLength || flash.SectorCount != SectorCount)
        {
            throw new ArgumentException("A shared key has 32 bytes, and its counter 2 sectors.");
        }

        _sharedKey = sharedKey;
        _bootCounter = new BootCounter(flash, 0);
        for (int i = 0; i < Label.Length; i++)
        {
            _input[i] = (byte)Label[i];
        }
    }

    /// <inheritdoc />
    public bool TryAdvanceBootCounter(out uint boot)
    {
        if (!_bootCounter.TryAdvance(out boot))
        {
            return false;
        }

        _run = boot;
        _count = 0;
        return true;
    }

    /// <inheritdoc />
    public bool TryRandom(byte[] random)
    {
        // A wake from sleep continues a boot, and must not repeat its numbers.
        if (random.Length != HmacSha256.TagLength || (_run == 0 && !TryAdvanceBootCounter(out uint _)))
        {
            return false;
        }

        _count++;
        BigEndian.Write32(_input, Label.Length, _run);
        BigEndian.Write32(_input, Label.Length + 4, _count);
        Array.Copy(HmacSha256.Compute(_sharedKey, _input, 0, _input.Length), 0, random, 0, random.Length);
        return true;
    }

    /// <summary>None: there is no key pair.</summary>
    public bool TryGetPublicKey(byte[] publicKey) => false;

    /// <summary>None: there is no key pair.</summary>
    public bool TrySign(byte[] digest, byte[] signature) => false;

    /// <summary>None: there is no key pair.</summary>
    public bool TryAgree(byte[] publicKey, byte[] sharedSecret) => false;

    /// <summary>Never checks: a node with a shared key has nothing to verify but tags.</summary>
    public bool TryVerify(byte[] digest, byte[] signature, byte[] publicKey, out bool valid)
    {
        valid = false;
        return false;
    }

    /// <inheritdoc />
    public bool TryGetCertificates(out byte[][] chain)
    {
        chain = [];
        return true;
    }

    /// <inheritdoc />
    public bool TryQuote(byte[] nonce, out ChipQuote? quote)
    {
        quote = null;
        return true;
    }

    /// <inheritdoc />
    public bool TryGetConfigurationDigest(out byte[] digest)
    {
        digest = [];
        return true;
    }

    /// <summary>None: flash holds nothing that nobody can change.</summary>
    public bool TryGetAuthorityKeyId(out byte[] keyId)
    {
        keyId = [];
        return true;
    }
}
