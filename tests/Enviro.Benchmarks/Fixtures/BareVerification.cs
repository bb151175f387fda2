using System.Security.Cryptography;
using Enviro.Ledger.Registers;

namespace Enviro.Benchmarks;

/// <summary>Nothing but ES256 through .NET's own class over the digests of the same messages: what any verification in .NET costs at least.</summary>
public sealed class BareVerification : IDisposable
{
    private readonly SampleMessage[] _messages;
    private readonly Dictionary<string, ECDsa> _keys;
    private readonly ECDsa[] _keyOf;
    private int _next;

    /// <summary>Imports the keys of the messages' nodes.</summary>
    public BareVerification(SampleMessage[] messages, LedgerState state)
    {
        _messages = messages;
        _keys = state.NodesByUrn.ToDictionary(node => node.Key, node => ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = node.Value.PublicKey![..32], Y = node.Value.PublicKey![32..] },
        }));
        _keyOf = [.. messages.Select(message => _keys[message.Urn])];
    }

    /// <summary>Verifies the signature of the next message.</summary>
    public void VerifyNext()
    {
        SampleMessage message = _messages[_next];
        if (!_keyOf[_next].VerifyHash(message.Digest, message.Signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))
        {
            throw new InvalidOperationException("The signature does not verify.");
        }

        _next = (_next + 1) % _messages.Length;
    }

    /// <summary>Frees the keys.</summary>
    public void Dispose()
    {
        foreach (ECDsa key in _keys.Values)
        {
            key.Dispose();
        }
    }
}
