using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// An identity without a chip: private key and boot counter on flash, P-256 in software. Whoever reads the flash has the key, so it is worth assurance
/// level 0 and no more; it quotes nothing and has no certificates. The key is born at its first use: a node with a shared key never has one.
/// </summary>
/// <remarks>Sector 0 holds the key, 1 and 2 the counter. They are this element's alone, apart from the outbox.</remarks>
public sealed class SoftwareSecureElement : ISecureElement
{
    /// <summary>Sectors it needs.</summary>
    public const int SectorCount = 3;

    /// <summary>Smallest sector in bytes.</summary>
    public const int MinSectorSize = 64;

    // A random number is no private key once in 2^32: a generator that gives none in four is broken.
    private const int MaxDraws = 4;

    private readonly IEntropy _entropy;
    private readonly KeySector _keySector;
    private readonly BootCounter _bootCounter;
    private readonly byte[] _privateKey = new byte[P256.PrivateKeyLength];
    private P256? _p256;

    /// <summary>Creates an element; raises <see cref="ArgumentException"/> when the flash has other than 3 sectors or too small ones.</summary>
    /// <param name="flash">A region of its own.</param>
    /// <param name="entropy">Where keys and nonces come from.</param>
    public SoftwareSecureElement(IFlash flash, IEntropy entropy)
    {
        if (flash.SectorCount != SectorCount || flash.SectorSize < MinSectorSize || flash.SectorSize % 8 != 0)
        {
            throw new ArgumentException("A software key needs 3 sectors of 64 bytes or more, a multiple of 8.");
        }

        _entropy = entropy;
        _keySector = new KeySector(flash, 0);
        _bootCounter = new BootCounter(flash, 1);
    }

    /// <inheritdoc />
    public bool TryGetPublicKey(byte[] publicKey) => TryOpen() && _p256!.TryGetPublicKey(_privateKey, publicKey);

    /// <inheritdoc />
    public bool TrySign(byte[] digest, byte[] signature)
    {
        if (!TryOpen())
        {
            return false;
        }

        _p256!.Sign(_privateKey, digest, signature);
        return true;
    }

    /// <inheritdoc />
    public bool TryAdvanceBootCounter(out uint boot) => _bootCounter.TryAdvance(out boot);

    /// <inheritdoc />
    public bool TryRandom(byte[] random) => _entropy.TryFill(random);

    /// <inheritdoc />
    public bool TryAgree(byte[] publicKey, byte[] sharedSecret) => TryOpen() && _p256!.TryAgree(_privateKey, publicKey, sharedSecret);

    /// <inheritdoc />
    public bool TryVerify(byte[] digest, byte[] signature, byte[] publicKey, out bool valid)
    {
        bool open = TryOpen();
        valid = open && _p256!.Verify(publicKey, digest, signature);
        return open;
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

    private bool TryOpen()
    {
        if (_p256 != null)
        {
            return true;
        }

        P256 p256 = new P256();
        if (!_keySector.TryRead(_privateKey) && !(_keySector.IsFree() && TryCreate(p256)))
        {
            return false;
        }

        if (!p256.IsValidPrivateKey(_privateKey))
        {
            return false;
        }

        _p256 = p256;
        return true;
    }

    /// <summary>None: flash holds nothing that nobody can change.</summary>
    public bool TryGetAuthorityKeyId(out byte[] keyId)
    {
        keyId = [];
        return true;
    }

    /// <summary>Draws a private key, uniformly by rejection (FIPS 186-5, appendix A.2.2), and stores it.</summary>
    private bool TryCreate(P256 p256)
    {
        byte[] before = new byte[P256.PrivateKeyLength];
        if (!_entropy.TryFill(before))
        {
            return false;
        }

        for (int draw = 0; draw < MaxDraws; draw++)
        {
            // A generator that repeats itself is stuck.
            if (!_entropy.TryFill(_privateKey) || HmacSha256.FixedTimeEquals(before, _privateKey))
            {
                return false;
            }

            if (p256.IsValidPrivateKey(_privateKey))
            {
                return _keySector.TryWrite(_privateKey);
            }

            Array.Copy(_privateKey, 0, before, 0, before.Length);
        }

        return false;
    }
}
