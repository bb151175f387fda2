using System.Buffers.Binary;
using Enviro.Ledger;
using Enviro.Ledger.Registers;
using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>What goes through <c>control.sock</c>: one request and its answer a connection, each with its length before it.</summary>
/// <remarks><code>
/// message = length: 4 bytes, most significant first, then so many bytes of
/// request = [ 1, kind: uint, transaction: bstr ]      ; version, kind of entry, the signed message
/// answer  = [ 1, result: int, index: int, text: tstr ] ; verdict of the register or -1, index of the entry or -1, why it was not judged
/// </code></remarks>
internal static class ControlMessage
{
    /// <summary>Largest request or answer in bytes: an enrolment with its evidence.</summary>
    internal const int MaxLength = 16384;

    private const int Version = 1;
    private const int MaxTextLength = 1024;

    internal static byte[] EncodeRequest(EntryKind kind, byte[] message)
    {
        CborWriter writer = new(message.Length + 16);
        writer.WriteArrayStart(3);
        writer.WriteInteger(Version);
        writer.WriteInteger((long)kind);
        writer.WriteByteString(message);
        return writer.ToArray();
    }

    internal static OperatorRequest ParseRequest(byte[] encoded, string source)
    {
        CborReader reader = new(encoded);
        reader.ReadArrayStart(3);
        reader.ReadLabel(Version);
        EntryKind kind = (EntryKind)reader.ReadUnsigned(int.MaxValue);
        return new OperatorRequest(kind, reader.ReadByteString(), source);
    }

    internal static byte[] EncodeAnswer(OperatorOutcome outcome)
    {
        CborWriter writer = new(64 + outcome.Failure.Length);
        writer.WriteArrayStart(4);
        writer.WriteInteger(Version);
        writer.WriteInteger(outcome.Result is RegisterResult result ? (int)result : -1);
        writer.WriteInteger(outcome.Index ?? -1);
        writer.WriteText(PrintableText.Of(outcome.Failure, MaxTextLength));
        return writer.ToArray();
    }

    internal static OperatorOutcome ParseAnswer(byte[] encoded)
    {
        CborReader reader = new(encoded);
        reader.ReadArrayStart(4);
        reader.ReadLabel(Version);
        long result = reader.ReadInteger();
        long index = reader.ReadInteger();
        return new OperatorOutcome(result < 0 ? null : (RegisterResult)result, index < 0 ? null : index, reader.ReadText(MaxTextLength));
    }

    internal static async Task WriteAsync(Stream stream, byte[] message, CancellationToken stop)
    {
        byte[] framed = new byte[sizeof(int) + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, message.Length);
        message.CopyTo(framed, sizeof(int));
        await stream.WriteAsync(framed, stop).ConfigureAwait(false);
    }

    /// <summary>Reads one message; a length beyond the limit raises <see cref="WireFormatException"/> before anything is allocated for it.</summary>
    internal static async Task<byte[]> ReadAsync(Stream stream, CancellationToken stop)
    {
        byte[] length = new byte[sizeof(int)];
        await stream.ReadExactlyAsync(length, stop).ConfigureAwait(false);
        int count = BinaryPrimitives.ReadInt32BigEndian(length);
        if (count is <= 0 or > MaxLength)
        {
            throw new WireFormatException("control message: empty, or longer than its limit");
        }

        byte[] message = new byte[count];
        await stream.ReadExactlyAsync(message, stop).ConfigureAwait(false);
        return message;
    }
}
