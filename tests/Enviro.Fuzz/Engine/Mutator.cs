using System.Buffers.Binary;
using Enviro.Wire;

namespace Enviro.Fuzz;

/// <summary>Makes an input of others: a few changes of bytes, or of CBOR items, to one of the corpus, perhaps with a piece of another.</summary>
internal sealed class Mutator(Random random, int maxLength)
{
    private static readonly ulong[] s_edges =
        [0, 1, 2, 3, 4, 5, 7, 8, 16, 17, 23, 24, 31, 32, 33, 63, 64, 65, 127, 128, 255, 256, 1023, 1024, 1025, 4095, 4096, 4097, 65_535, 65_536,
         86_400, 86_401, int.MaxValue, 1UL + int.MaxValue, uint.MaxValue, 1UL + uint.MaxValue, long.MaxValue, 1UL + long.MaxValue, ulong.MaxValue];

    /// <summary>A new input.</summary>
    /// <param name="parent">What it is made of.</param>
    /// <param name="other">Where pieces may come from.</param>
    internal byte[] Mutate(byte[] parent, byte[] other)
    {
        byte[] child = parent;
        int changes = 1 << random.Next(5);
        CborTree? tree = random.Next(2) == 0 ? CborTree.TryRead(parent) : null;
        if (tree is not null)
        {
            CborTree? donor = CborTree.TryRead(other);
            for (int i = 0; i < Math.Min(changes, 4); i++)
            {
                ChangeItem(tree, donor);
            }

            child = tree.Encode();

            // Bytes are changed on top now and then, so that what only a broken encoding reaches is reached inside too.
            changes = random.Next(4) == 0 ? 1 : 0;
        }

        for (int i = 0; i < changes; i++)
        {
            child = ChangeBytes(child, other);
        }

        return child.Length <= maxLength ? child : child[..maxLength];
    }

    private static ulong Edge(Random random) => s_edges[random.Next(s_edges.Length)];

    private void ChangeItem(CborTree tree, CborTree? donor)
    {
        CborTree[] all = [.. tree.All()];
        CborTree item = all[random.Next(all.Length)];
        switch (random.Next(9))
        {
            case 0 when item.Items.Count > 0:
                item.Items.RemoveRange(random.Next(item.Items.Count), 1);
                break;
            case 1 when item.Type == CborType.Map && item.Items.Count > 1:
                item.Items.RemoveRange(2 * random.Next(item.Items.Count / 2), 2);
                break;
            case 2 when item.Items.Count > 0:
                item.Items.Insert(random.Next(item.Items.Count), item.Items[random.Next(item.Items.Count)].Copy());
                break;
            case 3 when item.Items.Count > 0:
                CborTree[] pieces = [.. (donor ?? tree).All()];
                item.Items[random.Next(item.Items.Count)] = pieces[random.Next(pieces.Length)].Copy();
                break;
            case 4 when item.Type == CborType.Map:
                CborTree[] maps = [.. (donor ?? tree).All().Where(piece => piece.Type == CborType.Map && piece.Items.Count > 1)];
                AddPair(item, maps.Length == 0 ? null : maps[random.Next(maps.Length)]);
                break;
            case 5 when item.Items.Count > 0:
                item.Items[random.Next(item.Items.Count)] = NewItem();
                break;
            default:
                ChangeValue(item);
                break;
        }
    }

    // Behind the pair whose key it follows, as members are in order.
    private void AddPair(CborTree map, CborTree? from)
    {
        int at = from is null ? 0 : 2 * random.Next(from.Items.Count / 2);
        CborTree key = from?.Items[at].Copy() ?? new CborTree { Type = CborType.Unsigned, Value = (ulong)random.Next(16) };
        CborTree value = from?.Items[at + 1].Copy() ?? NewItem();
        int place = 0;
        while (place + 1 < map.Items.Count && map.Items[place].Encode().AsSpan().SequenceCompareTo(key.Encode()) < 0)
        {
            place += 2;
        }

        map.Items.InsertRange(Math.Min(place, map.Items.Count), [key, value]);
    }

    private CborTree NewItem()
    {
        CborType type = (CborType)random.Next(8);
        byte[] content = new byte[random.Next(4) == 0 ? random.Next(80) : random.Next(3)];
        Array.Fill(content, (byte)random.Next(0x20, 0x7F));
        return new CborTree { Type = type, Value = type == CborType.Simple ? (ulong)random.Next(20, 23) : Edge(random), Content = content };
    }

    private void ChangeValue(CborTree item)
    {
        item.Value = random.Next(3) switch { 0 => Edge(random), 1 => item.Value + 1, _ => item.Value - 1 };
        if (item.Type == CborType.Simple)
        {
            item.Value = (ulong)random.Next(20, 23);
        }

        if (item.Type is CborType.ByteString or CborType.Text && item.Items.Count == 0)
        {
            item.Content = ChangeContent(item.Content);
        }
    }

    // A key or a hash of another length is refused at once, so most of the time it keeps its own; nothing at all, and as much as a limit, are worth a try.
    private byte[] ChangeContent(byte[] content)
    {
        switch (random.Next(8))
        {
            case 0:
                return [];
            case 1:
                byte[] resized = new byte[Math.Min(Edge(random), 2048)];
                Array.Fill(resized, content.Length > 0 ? content[0] : (byte)'a');
                return resized;
            case 2:
                return ChangeBytes(content, content);
            default:
                return ChangeInPlace(content);
        }
    }

    private byte[] ChangeBytes(byte[] bytes, byte[] other)
    {
        int at = random.Next(bytes.Length + 1);
        int length = Math.Min(1 + random.Next(random.Next(4) == 0 ? 64 : 8), bytes.Length - at);
        switch (random.Next(12))
        {
            case 0 when length > 0:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 1 when length > 0:
                return [.. bytes[..(at + length)], .. bytes[at..]];
            case 2:
                return [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
            case 3 when other.Length > 0:
                int from = random.Next(other.Length);
                return [.. bytes[..at], .. other[from..Math.Min(other.Length, from + 1 + random.Next(64))], .. bytes[Math.Min(bytes.Length, at + length)..]];
            case 4 when other.Length > 0:
                return [.. bytes[..at], .. other[Math.Min(at, other.Length)..]];
            case 5 when at == bytes.Length:
                return [.. bytes, (byte)random.Next(256)];
            default:
                return ChangeInPlace(bytes);
        }
    }

    private byte[] ChangeInPlace(byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return bytes;
        }

        int at = random.Next(bytes.Length);
        return random.Next(5) switch
        {
            0 => Overwrite(bytes, at, Edge(random)),
            1 => Replace(bytes, at, (byte)(bytes[at] + random.Next(-8, 9))),
            2 => Replace(bytes, at, (byte)(bytes[at] ^ (1 << random.Next(8)))),
            _ => Replace(bytes, at, (byte)random.Next(256)),
        };
    }

    private byte[] Overwrite(byte[] bytes, int at, ulong value)
    {
        byte[] number = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, value);
        byte[] changed = [.. bytes];
        int width = Math.Min(1 << random.Next(4), bytes.Length - at);
        number.AsSpan(number.Length - width).CopyTo(changed.AsSpan(at));
        return changed;
    }

    private static byte[] Replace(byte[] bytes, int at, byte value)
    {
        byte[] changed = [.. bytes];
        changed[at] = value;
        return changed;
    }
}
