using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>What a node is told about itself. Times are in ms.</summary>
public sealed class NodeSettings
{
    /// <summary>The node's URN (RFC 9039), such as <c>urn:dev:mac:0024befffe804ff1</c>; with "_" it is the base name of its readings.</summary>
    public string Urn { get; set; } = "";

    /// <summary>Public key X‖Y of the gateway's service key, 64 bytes: only its challenges are believed. Not used with a <see cref="SharedKey"/>.</summary>
    public byte[] GatewayKey { get; set; } = [];

    /// <summary>
    /// Key shared with the gateway, 32 bytes, of a node that has no key pair: it authenticates where others sign, and attests to nothing. Empty
    /// for every other node.
    /// </summary>
    public byte[] SharedKey { get; set; } = [];

    /// <summary>Name of the firmware, 1 to 32 characters of printable ASCII; like all up to <see cref="DebugStatus"/> claimed in evidence.</summary>
    public string FirmwareName { get; set; } = "";

    /// <summary>Version of the firmware, 1 to 32 characters.</summary>
    public string FirmwareVersion { get; set; } = "";

    /// <summary>SHA-256 of the firmware's image, 32 bytes.</summary>
    public byte[] FirmwareDigest { get; set; } = [];

    /// <summary>Board, 1 to 32 characters.</summary>
    public string HardwareModel { get; set; } = "";

    /// <summary>Version of the board, 1 to 32 characters.</summary>
    public string HardwareVersion { get; set; } = "";

    /// <summary>IANA enterprise number of the board's maker.</summary>
    public uint OemId { get; set; } = NodeUrn.ExampleEnterprise;

    /// <summary>Whether the board can be debugged: dbgstat of RFC 9711 §4.2.9, 0 enabled … 4 fully and permanently disabled.</summary>
    public uint DebugStatus { get; set; } = EvidenceClaims.DebugEnabled;

    /// <summary>Version of the settings document these come from; 0 for none. Claimed in evidence.</summary>
    public uint SettingsVersion { get; set; }

    /// <summary>How the last run of the program ended; null where the board does not keep that. Claimed in evidence.</summary>
    public RestartReport? LastRestart { get; set; }

    /// <summary>Time from one sample to the next: whole seconds, 1 s … 1 day.</summary>
    public int SampleIntervalMs { get; set; } = 60_000;

    /// <summary>How late a sample may be taken and still belong to its slot; beyond it the slot is missed.</summary>
    public int SlotGraceMs { get; set; } = 5_000;

    /// <summary>How long the first wait for an answer lasts, be it challenge, appraisal or acknowledgement; each further one is twice as long.</summary>
    public int AckTimeoutMs { get; set; } = 10_000;

    /// <summary>How long the first wait after a failure lasts; each further one is twice as long.</summary>
    public int RetryInitialMs { get; set; } = 1_000;

    /// <summary>Longest wait for an answer or after a failure.</summary>
    public int RetryMaxMs { get; set; } = 300_000;

    /// <summary>
    /// How often a step of making one message (reserve, sign, store) is tried before the sample is given up, and evidence is made or sent
    /// before the gateway has to ask again.
    /// </summary>
    public int MaxAttempts { get; set; } = 5;

    /// <summary>
    /// By how much the node's clock may differ from the gateway's before it is corrected. <see cref="long.MaxValue"/> leaves a clock that
    /// is set alone, as a replay of old days needs.
    /// </summary>
    public long ClockToleranceMs { get; set; } = 2_000;

    /// <summary>Raises <see cref="ArgumentException"/> for the first setting that is out of its range.</summary>
    internal void Check()
    {
        Require(SenmlPack.IsValidName(Urn) && Urn.Length < SenmlPack.MaxBaseNameLength, "Urn: 1 to 95 characters of RFC 8428 §4.5.1");
        CheckIdentity();
        Require(SampleIntervalMs >= 1_000 && SampleIntervalMs <= 86_400_000 && SampleIntervalMs % 1_000 == 0, "SampleIntervalMs: 1 s to 1 day in whole seconds");
        Require(SlotGraceMs > 0, "SlotGraceMs: above 0");
        Require(AckTimeoutMs > 0 && AckTimeoutMs <= RetryMaxMs, "AckTimeoutMs: above 0, at most RetryMaxMs");
        Require(RetryInitialMs > 0 && RetryInitialMs <= RetryMaxMs, "RetryInitialMs: above 0, at most RetryMaxMs");
        Require(RetryMaxMs <= 86_400_000, "RetryMaxMs: at most 1 day");
        Require(MaxAttempts > 0, "MaxAttempts: above 0");
        Require(ClockToleranceMs >= 0, "ClockToleranceMs: 0 or more");
    }

    private void CheckIdentity()
    {
        if (SharedKey.Length > 0)
        {
            Require(SharedKey.Length == HmacSha256.TagLength, "SharedKey: 32 bytes or none");
            return;
        }

        Require(GatewayKey.Length == CoseKey.PublicKeyLength, "GatewayKey: 64 bytes");
        Require(EvidenceClaims.IsName(FirmwareName), "FirmwareName: 1 to 32 characters of printable ASCII");
        Require(EvidenceClaims.IsName(FirmwareVersion), "FirmwareVersion: 1 to 32 characters of printable ASCII");
        Require(FirmwareDigest.Length == Sha256.DigestLength, "FirmwareDigest: 32 bytes");
        Require(EvidenceClaims.IsName(HardwareModel), "HardwareModel: 1 to 32 characters of printable ASCII");
        Require(EvidenceClaims.IsName(HardwareVersion), "HardwareVersion: 1 to 32 characters of printable ASCII");
        Require(DebugStatus <= EvidenceClaims.MaxDebugStatus, "DebugStatus: 0 to 4");
    }

    private static void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw new ArgumentException("Node setting " + what + ".");
        }
    }
}
