using System;

namespace Enviro.Wire;

/// <summary>
/// P-256 in software, for nodes without a secure element: public key, ECDSA with SHA-256 (FIPS 186-5 §6, deterministic per RFC 6979) and ECDH
/// (SP 800-56A §5.7.1.2). All numbers are big-endian: a private key 32 bytes, a public key X‖Y 64, a signature r‖s 64, a digest 32.
/// </summary>
/// <remarks>
/// <para>An instance holds its scratch memory, so that signing allocates nothing: it is for one thread at a time. Instances share nothing. It is made
/// once and kept; what a private key went through is cleared before a method returns.</para>
/// <para>Where a private key or nonce is at work, no branch and no index depends on it. README.md, "Software P-256", says what that does and does
/// not mean under an interpreter, and what it takes on a board.</para>
/// </remarks>
public sealed class P256
{
    /// <summary>Length of a private key in bytes.</summary>
    public const int PrivateKeyLength = 32;

    /// <summary>Length of a public key X‖Y in bytes.</summary>
    public const int PublicKeyLength = CoseKey.PublicKeyLength;

    /// <summary>Length of a signature r‖s in bytes.</summary>
    public const int SignatureLength = CoseSign1.SignatureLength;

    /// <summary>Length of a shared secret, the X coordinate of the agreed point, in bytes.</summary>
    public const int SharedSecretLength = 32;

    private readonly P256Field _field;
    private readonly P256Order _order;
    private readonly P256Group _group;
    private readonly DeterministicNonce _nonces = new DeterministicNonce();
    private readonly P256Point _point = new P256Point();
    private readonly P256Point _other = new P256Point();
    private readonly long[] _u = new long[ModularArithmetic.Limbs];
    private readonly long[] _v = new long[ModularArithmetic.Limbs];
    private readonly long[] _w = new long[ModularArithmetic.Limbs];
    private readonly byte[] _nonce = new byte[ModularArithmetic.Length];
    private readonly byte[] _reduced = new byte[ModularArithmetic.Length];
    private readonly byte[] _x = new byte[ModularArithmetic.Length];

    /// <summary>Makes the scratch memory and the table of multiples of the base point, 10 kB with that of <see cref="Verify"/>.</summary>
    public P256()
        : this(new P256Field(), new P256Order())
    {
    }

    internal P256(P256Field field, P256Order order)
    {
        _field = field;
        _order = order;
        _group = new P256Group(field);
    }

    /// <summary>Says whether the bytes are a private key: 32 of them, a number from 1 to n - 1.</summary>
    public bool IsValidPrivateKey(byte[] privateKey) => privateKey.Length == PrivateKeyLength && IsScalar(privateKey, 0);

    /// <summary>Says whether the bytes are a public key: 64 of them, coordinates below p of a point on the curve. An encoding of
    /// the point at infinity there is not.</summary>
    public bool IsValidPublicKey(byte[] publicKey) => publicKey.Length == PublicKeyLength && _group.TryLoad(publicKey, _point);

    /// <summary>Writes the public key of a private key; false, and <paramref name="publicKey"/> unchanged, if it is not a valid one.</summary>
    /// <exception cref="ArgumentException"><paramref name="publicKey"/> does not have 64 bytes.</exception>
    public bool TryGetPublicKey(byte[] privateKey, byte[] publicKey)
    {
        RequireLength(publicKey, PublicKeyLength, "A P-256 public key X‖Y has 64 bytes.");
        if (!IsValidPrivateKey(privateKey))
        {
            return false;
        }

        _group.MultiplyBase(_point, privateKey);
        bool finite = _group.TryStore(_point, _x, publicKey, 32);
        Array.Copy(_x, 0, publicKey, 0, 32);
        Clear();
        return finite;
    }

    /// <summary>
    /// Signs a SHA-256 digest. The nonce follows from key and digest (RFC 6979 §3.2): the same digest has the same signature, and nothing depends on
    /// a random number generator. s is as it comes, in the lower or the upper half.
    /// </summary>
    /// <exception cref="ArgumentException">The private key is not valid, or a length is wrong; nothing has been signed.</exception>
    public void Sign(byte[] privateKey, byte[] digest, byte[] signature)
    {
        RequireLength(digest, Sha256.DigestLength, "A SHA-256 digest has 32 bytes.");
        RequireLength(signature, SignatureLength, "A P-256 signature r‖s has 64 bytes.");
        if (!IsValidPrivateKey(privateKey))
        {
            throw new ArgumentException("The private key is not a number from 1 to n - 1 in 32 bytes.");
        }

        // bits2octets of RFC 6979 §2.3.4.
        _order.Load(digest, 0, _u);
        _order.Store(_u, _reduced, 0);
        _nonces.Start(privateKey, _reduced);
        _nonces.Next(_nonce);
        while (!IsScalar(_nonce, 0) || !TrySign(privateKey, digest, _nonce, signature))
        {
            _nonces.Reject();
            _nonces.Next(_nonce);
        }

        Clear();
    }

    /// <summary>
    /// Says whether the signature r‖s of a SHA-256 digest is that key's. Anything wrong with key or signature, their lengths included, is a
    /// signature that does not hold. s may be in either half: n - s is as good as s, so signatures are no names for messages.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="digest"/> does not have 32 bytes.</exception>
    public bool Verify(byte[] publicKey, byte[] digest, byte[] signature)
    {
        RequireLength(digest, Sha256.DigestLength, "A SHA-256 digest has 32 bytes.");
        if (signature.Length != SignatureLength || !IsScalar(signature, 0) || !IsScalar(signature, 32)
            || publicKey.Length != PublicKeyLength || !_group.TryLoad(publicKey, _other))
        {
            return false;
        }

        // digest/s · G + r/s · Q
        _order.Load(signature, 32, _u);
        _order.Invert(_w, _u);
        _order.Load(digest, 0, _u);
        _order.Multiply(_u, _u, _w);
        _order.Store(_u, _reduced, 0);
        _group.MultiplyBase(_point, _reduced);
        _order.Load(signature, 0, _v);
        _order.Multiply(_u, _v, _w);
        _order.Store(_u, _reduced, 0);
        _group.Multiply(_other, _other, _reduced);
        _group.Add(_point, _point, _other);
        if (!_group.TryStore(_point, _x, null, 0))
        {
            return false;
        }

        _order.Load(_x, 0, _u);
        ModularArithmetic.Add(_u, _u, -1, _v);
        return _order.IsZero(_u);
    }

    /// <summary>
    /// Agrees on a secret: the X coordinate of private key · public key. It is not uniform: <see cref="HkdfSha256"/> makes keys of it. False,
    /// and zeros, if either key is not valid.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="sharedSecret"/> does not have 32 bytes.</exception>
    public bool TryAgree(byte[] privateKey, byte[] publicKey, byte[] sharedSecret)
    {
        RequireLength(sharedSecret, SharedSecretLength, "A P-256 shared secret has 32 bytes.");
        Array.Clear(sharedSecret, 0, sharedSecret.Length);
        if (!IsValidPrivateKey(privateKey) || publicKey.Length != PublicKeyLength || !_group.TryLoad(publicKey, _other))
        {
            return false;
        }

        _group.Multiply(_point, _other, privateKey);
        bool finite = _group.TryStore(_point, sharedSecret, null, 0);
        Clear();
        return finite;
    }

    /// <summary>
    /// Signs with a nonce from 1 to n - 1 (FIPS 186-5 §6.4.1): false, if r or s is 0 and another nonce is needed.
    /// </summary>
    internal bool TrySign(byte[] privateKey, byte[] digest, byte[] nonce, byte[] signature)
    {
        _group.MultiplyBase(_point, nonce);
        if (!_group.TryStore(_point, _x, null, 0))
        {
            return false;
        }

        // s = (digest + r · private key) / nonce
        _order.Load(_x, 0, _u);
        _order.Load(privateKey, 0, _v);
        _order.Multiply(_v, _v, _u);
        _order.Load(digest, 0, _w);
        ModularArithmetic.Add(_v, _v, 1, _w);
        _order.Load(nonce, 0, _w);
        bool usable = !_order.IsZero(_u) && !_order.IsZero(_v);
        _order.Store(_u, signature, 0);
        _order.Invert(_u, _w);
        _order.Multiply(_v, _v, _u);
        _order.Store(_v, signature, 32);
        return usable;
    }

    private static void RequireLength(byte[] bytes, int length, string message)
    {
        if (bytes.Length != length)
        {
            throw new ArgumentException(message);
        }
    }

    private bool IsScalar(byte[] source, int offset)
    {
        int any = 0;
        for (int i = 0; i < ModularArithmetic.Length; i++)
        {
            any |= source[offset + i];
        }

        return any != 0 && _order.IsBelowModulus(source, offset);
    }

    private void Clear()
    {
        _group.Clear();
        _order.Clear();
        _nonces.Clear();
        _point.Clear();
        Array.Clear(_u, 0, _u.Length);
        Array.Clear(_v, 0, _v.Length);
        Array.Clear(_w, 0, _w.Length);
        Array.Clear(_nonce, 0, _nonce.Length);
        Array.Clear(_x, 0, _x.Length);
    }
}
