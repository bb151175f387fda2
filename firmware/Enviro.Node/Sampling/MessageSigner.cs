using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>
/// Makes one reading message at a time in buffers of its own: pack, then header and digest, then signature or tag. Header and digest stay the
/// same however often signing is tried, so one (boot, sequence) never stands under two different contents.
/// </summary>
internal sealed class MessageSigner
{
    private static readonly byte[] NoAad = [];

    private readonly ISecureElement _element;
    private readonly NodeIdentity _identity;
    private readonly string _baseName;
    private readonly ReadingHeader _header = new ReadingHeader();
    private readonly CborWriter _headerWriter = new CborWriter(ReadingHeader.MaxLength);
    private readonly CborWriter _packWriter = new CborWriter(SenmlPack.MaxLength);
    private readonly CborWriter _signedWriter = new CborWriter(SenmlPack.MaxLength + ReadingHeader.MaxLength + 32);
    private readonly CborWriter _messageWriter = new CborWriter(ReadingMessage.MaxLength);
    private readonly Sha256 _hash = new Sha256();
    private readonly byte[] _digest = new byte[Sha256.DigestLength];
    private readonly byte[] _signature = new byte[CoseSign1.SignatureLength];

    internal MessageSigner(ISecureElement element, NodeIdentity identity)
    {
        _element = element;
        _identity = identity;

        // RFC 9039 §4: "_" separates the device from its components, so that names stay unique.
        _baseName = identity.Urn + "_";
    }

    internal byte[] Message => _messageWriter.Buffer;

    internal int MessageLength => _messageWriter.Length;

    internal byte[] MessageHash { get; } = new byte[Sha256.DigestLength];

    /// <summary>Encodes the readings; false when they do not fit a pack.</summary>
    internal bool TryWritePack(uint slot, Reading[] readings, int count)
    {
        _packWriter.Reset();
        try
        {
            SenmlPack.Write(_packWriter, _baseName, slot != 0, slot, readings, count);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Fixes the header, and with it the digest that is signed. <paramref name="issuedAt"/> is 0 when the time is not known.</summary>
    internal void WriteHeader(uint boot, uint sequence, byte[] previous, uint flags, uint issuedAt, ReadingQuality quality)
    {
        _header.IsMac = _identity.IsShared;
        _header.KeyId = _identity.KeyId;
        _header.HasIssuedAt = issuedAt != 0;
        _header.IssuedAt = issuedAt;
        _header.Boot = boot;
        _header.Sequence = sequence;
        _header.Previous = previous;
        _header.Flags = flags;
        _header.Quality = quality;
        _headerWriter.Reset();
        _header.Write(_headerWriter);

        _signedWriter.Reset();
        CoseSign1.WriteSigStructure(
            _signedWriter, _headerWriter.Buffer, 0, _headerWriter.Length, NoAad, _packWriter.Buffer, 0, _packWriter.Length);
        _hash.Append(_signedWriter.Buffer, 0, _signedWriter.Length);
        _hash.Finish(_digest, 0);
    }

    /// <summary>Signs, or authenticates under the shared key, and completes <see cref="Message"/> and <see cref="MessageHash"/>.</summary>
    internal bool TrySign()
    {
        if (!_identity.IsShared && !_element.TrySign(_digest, _signature))
        {
            return false;
        }

        _messageWriter.Reset();
        if (_identity.IsShared)
        {
            byte[] message = CoseMac0.Seal(_identity.SharedKey, _headerWriter.ToArray(), _packWriter.ToArray());
            _messageWriter.WriteRaw(message, 0, message.Length);
        }
        else
        {
            CoseSign1.Write(
                _messageWriter, _headerWriter.Buffer, 0, _headerWriter.Length, _packWriter.Buffer, 0, _packWriter.Length, _signature);
        }

        _hash.Append(_messageWriter.Buffer, 0, _messageWriter.Length);
        _hash.Finish(MessageHash, 0);
        return true;
    }
}
