using Enviro.Wire;

namespace Enviro.Gateway;

/// <summary>
/// The sessions by the thumbprint of their node's key. Enrolled nodes have one each; of the others only the last <see cref="MaxStrangers"/> have, so that
/// a flood of hellos costs a fixed amount of memory. A restart forgets them all: the nodes say hello again.
/// </summary>
internal sealed class SessionTable
{
    /// <summary>Most sessions with keys that are not enrolled.</summary>
    internal const int MaxStrangers = 1000;

    /// <summary>How many of a key's hellos are remembered, so that a copy is known as one.</summary>
    internal const int MaxRemembered = 64;

    private readonly Dictionary<string, Slot> _slots = [];
    private readonly LinkedList<string> _strangers = new();

    internal int Count => _slots.Count;

    internal IEnumerable<NodeSession> All => _slots.Values.Select(slot => slot.Session);

    internal NodeSession? Find(byte[] thumbprint) => _slots.GetValueOrDefault(Convert.ToHexString(thumbprint))?.Session;

    /// <summary>
    /// Whether a hello can be a copy of one from before: of an earlier boot than the session's, or with a nonce that was answered. Whoever
    /// recorded a hello must not end the session that its node has since.
    /// </summary>
    internal bool IsReplay(Hello hello) =>
        _slots.TryGetValue(Convert.ToHexString(hello.Envelope.KeyId), out Slot? slot)
        && (hello.Boot < slot.Session.Boot || slot.Nonces.Contains(Convert.ToHexString(hello.Nonce)));

    /// <summary>Opens a session in the place of the key's last one.</summary>
    internal void Open(NodeSession session, byte[] helloNonce, bool isStranger)
    {
        string key = Convert.ToHexString(session.Thumbprint);
        if (!_slots.TryGetValue(key, out Slot? slot))
        {
            slot = new Slot();
            _slots.Add(key, slot);
        }

        slot.Session = session;
        slot.Nonces.Enqueue(Convert.ToHexString(helloNonce));
        if (slot.Nonces.Count > MaxRemembered)
        {
            slot.Nonces.Dequeue();
        }

        if (slot.Stranger is not null)
        {
            _strangers.Remove(slot.Stranger);
        }

        slot.Stranger = isStranger ? _strangers.AddLast(key) : null;
        if (_strangers.Count > MaxStrangers)
        {
            _slots.Remove(_strangers.First!.Value);
            _strangers.RemoveFirst();
        }
    }

    /// <summary>A key is enrolled now: its session no longer makes way for others.</summary>
    internal void Adopt(byte[] thumbprint)
    {
        if (_slots.TryGetValue(Convert.ToHexString(thumbprint), out Slot? slot) && slot.Stranger is not null)
        {
            _strangers.Remove(slot.Stranger);
            slot.Stranger = null;
        }
    }

    internal void Close(byte[] thumbprint)
    {
        string key = Convert.ToHexString(thumbprint);
        if (_slots.Remove(key, out Slot? slot) && slot.Stranger is not null)
        {
            _strangers.Remove(slot.Stranger);
        }
    }

    private sealed class Slot
    {
        internal NodeSession Session { get; set; } = null!;

        internal Queue<string> Nonces { get; } = new();

        internal LinkedListNode<string>? Stranger { get; set; }
    }
}
