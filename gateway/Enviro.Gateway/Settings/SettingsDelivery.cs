using Enviro.Ledger.Registers;
using Enviro.Verification;
using Enviro.Wire;
using Microsoft.Extensions.Logging;

namespace Enviro.Gateway;

/// <summary>A node whose settings are to be looked for.</summary>
/// <param name="Session">Its session; they are of no use to another.</param>
internal sealed record SettingsWanted(NodeSession Session);

/// <summary>What was found for it.</summary>
/// <param name="Session">Its session.</param>
/// <param name="Issued">The document; null where there is none, or it cannot be used.</param>
internal sealed record SettingsFound(NodeSession Session, IssuedSettings? Issued);

/// <summary>
/// Decides which node gets its settings document: one that is enrolled, has a session, and by its last evidence has an older one or none. It opens no file:
/// what it wants read it names, and what was read it is given. For the pipeline's thread.
/// </summary>
internal sealed class SettingsDelivery(GatewayParts parts)
{
    private readonly List<SettingsWanted> _wanted = [];

    /// <summary>The node of a session may be due for settings: its document is to be looked for.</summary>
    internal void Want(NodeSession session)
    {
        if (!session.IsAwaitingSettings && parts.State.Nodes.ContainsKey(session.Thumbprint))
        {
            session.IsAwaitingSettings = true;
            _wanted.Add(new SettingsWanted(session));
        }
    }

    /// <summary>What is to be read since it was asked last.</summary>
    internal IReadOnlyList<SettingsWanted> TakeWanted()
    {
        if (_wanted.Count == 0)
        {
            return [];
        }

        SettingsWanted[] taken = [.. _wanted];
        _wanted.Clear();
        return taken;
    }

    /// <summary>The message to the node, if what was found is for it, newer than what it has, and may go over its connection; null otherwise.</summary>
    internal Departure? Deliver(SettingsFound found, long nowMs)
    {
        NodeSession session = found.Session;
        session.IsAwaitingSettings = false;
        bool isCurrent = ReferenceEquals(parts.Sessions.Find(session.Thumbprint), session)
            && parts.State.Nodes.GetValueOrDefault(session.Thumbprint) is { Status: not NodeStatus.Revoked };

        // Once a session: a node that does not take them would get them with each of its evidence.
        if (!isCurrent || found.Issued is not { } issued || issued.Version <= Math.Max(session.SettingsVersion, session.SettingsOffered))
        {
            return null;
        }

        if (!issued.Settings.Node.AsSpan().SequenceEqual(session.Thumbprint))
        {
            session.SettingsOffered = issued.Version;
            parts.Logger.LogWarning(
                "Settings {Version} of {Node} are for the key {Key}, which is not its key: issue them again with `enviro node settings issue`",
                issued.Version, session.Urn, GatewayParts.Name(issued.Settings.Node));
            return null;
        }

        session.SettingsOffered = issued.Version;
        if (issued.IsSecret && !session.IsSecure)
        {
            string secret = issued.Settings.IsShared ? "a shared key" : "a passphrase";
            parts.Refusals.Add(new RefusedArrival(
                AppraisalResult.SettingsWithheld,
                session.Source,
                Topics.SessionOf(session.Urn),
                $"settings {issued.Version} hold {secret} and the node is connected without TLS: have it connect over TLS, or give them to it with `enviro node flash`",
                nowMs));
            return null;
        }

        return session.Seal(DownlinkKind.Settings, nowMs, issued.Document) with { IsSecret = issued.IsSecret };
    }
}
