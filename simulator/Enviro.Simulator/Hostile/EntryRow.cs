using Enviro.Ledger;
using Enviro.Wire;

namespace Enviro.Simulator;

/// <summary>A row of entries, to be altered.</summary>
internal sealed class EntryRow
{
    internal required EntryKind Kind { get; set; }

    internal required byte[] Leaf { get; set; }

    internal byte[]? MessageSalt { get; set; }

    internal byte[]? ContextSalt { get; set; }

    internal byte[]? Context { get; set; }

    internal byte[]? Message { get; set; }

    /// <summary>When its reading was measured, Unix ms; null where it is none, has no time, or cannot be read.</summary>
    internal long? MeasuredAtMs
    {
        get
        {
            try
            {
                SenmlPack? pack = !Kind.IsReading() || Message is null ? null
                    : CoseMac0.IsTagged(Message) ? MacReadingMessage.Parse(Message).Pack : ReadingMessage.Parse(Message).Pack;
                return pack is { HasTime: true } ? pack.Time * 1000 : null;
            }
            catch (WireFormatException)
            {
                return null;
            }
        }
    }

    /// <summary>The header of its reading; null where it is none.</summary>
    internal ReadingHeader? Header => Kind == EntryKind.Reading && Message is not null ? ReadingMessage.Parse(Message).Header : null;

    /// <summary>An entry made as a gateway makes one.</summary>
    internal static EntryRow Of(EntryKind kind, byte[] message, byte[] context, IRandomSource random)
    {
        Entry entry = Entry.Create(kind, message, context, random);
        return new EntryRow
        {
            Kind = kind,
            Leaf = entry.Leaf,
            MessageSalt = entry.MessageSalt,
            ContextSalt = entry.ContextSalt,
            Context = entry.Context,
            Message = entry.Message,
        };
    }

    /// <summary>The same content once more.</summary>
    internal EntryRow Copy() => new()
    {
        Kind = Kind,
        Leaf = Leaf,
        MessageSalt = MessageSalt,
        ContextSalt = ContextSalt,
        Context = Context,
        Message = Message,
    };

    /// <summary>Makes the leaf fit what the row holds now.</summary>
    internal void Recommit() =>
        Leaf = EntryLeaf.Encode(Kind, EntryLeaf.Commit(MessageSalt!, Message!), EntryLeaf.Commit(ContextSalt!, Context!));
}
