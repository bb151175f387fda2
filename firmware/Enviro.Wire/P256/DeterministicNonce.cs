using System;

namespace Enviro.Wire;

/// <summary>
/// The nonces of deterministic ECDSA (RFC 6979 §3.2) for P-256 and SHA-256: HMAC_DRBG seeded with private key and digest. No random numbers, and so
/// none that could be bad: one repeated or guessable nonce gives the private key away.
/// </summary>
internal sealed class DeterministicNonce
{
    private readonly HmacSha256 _hmac = new HmacSha256();
    private readonly byte[] _key = new byte[HmacSha256.TagLength];
    private readonly byte[] _value = new byte[HmacSha256.TagLength];
    private readonly byte[] _separator = new byte[1];

    /// <summary>Steps a to g, from the private key and the digest modulo n, 32 bytes each.</summary>
    internal void Start(byte[] privateKey, byte[] reducedDigest)
    {
        for (int i = 0; i < HmacSha256.TagLength; i++)
        {
            _key[i] = 0;
            _value[i] = 1;
        }

        Update(0, privateKey, reducedDigest);
        Update(1, privateKey, reducedDigest);
    }

    /// <summary>Step h: the next candidate, 32 bytes, which may be 0 or not below n.</summary>
    internal void Next(byte[] candidate)
    {
        UpdateValue();
        Array.Copy(_value, 0, candidate, 0, _value.Length);
    }

    /// <summary>Step h.3, after a candidate that did not do.</summary>
    internal void Reject() => Update(0, null, null);

    internal void Clear()
    {
        Array.Clear(_key, 0, _key.Length);
        Array.Clear(_value, 0, _value.Length);
    }

    private void Update(byte separator, byte[]? privateKey, byte[]? reducedDigest)
    {
        _separator[0] = separator;
        _hmac.Start(_key);
        _hmac.Append(_value, 0, _value.Length);
        _hmac.Append(_separator, 0, 1);
        if (privateKey != null && reducedDigest != null)
        {
            _hmac.Append(privateKey, 0, privateKey.Length);
            _hmac.Append(reducedDigest, 0, reducedDigest.Length);
        }

        _hmac.Finish(_key, 0);
        UpdateValue();
    }

    private void UpdateValue()
    {
        _hmac.Start(_key);
        _hmac.Append(_value, 0, _value.Length);
        _hmac.Finish(_value, 0);
    }
}
