using System;
using Enviro.Wire;

namespace Enviro.Node;

/// <summary>From power to a running agent, and what becomes of settings on trial.</summary>
public sealed partial class NodeProgram
{
    /// <summary>
    /// After an exception soon after the start the next start waits so long, in ms: the chip's boot counter ends at 2,097,151, and a program that fails at once
    /// would use it up in weeks.
    /// </summary>
    private const int CrashWaitMs = 60_000;

    private const int RetryMs = 1_000;

    private readonly byte[] _publicKey = new byte[CoseKey.PublicKeyLength];
    private long _startDueMs;
    private NodeSettings? _nodeSettings;
    private bool _isLastWordsTold;
    private bool _isWakeFailed;

    /// <summary>Reads the node's key again, after the secure element was provisioned.</summary>
    public void Identify() => TryIdentify(_board.UptimeMs);

    private bool TryStart(long nowMs)
    {
        if (_isStarted)
        {
            return true;
        }

        if (nowMs < _startDueMs)
        {
            return false;
        }

        _startDueMs = nowMs + RetryMs;
        if (!TryReadRecords(nowMs))
        {
            return false;
        }

        if (!Settings.TryOpen())
        {
            _faults.NoteFlash(nowMs);
            return false;
        }

        TryIdentify(nowMs);
        if (LastWords.Reason == RestartReason.Exception && LastWords.UptimeS < 2 * CrashWaitMs / 1_000 && nowMs < CrashWaitMs)
        {
            return false;
        }

        _isStarted = true;
        if (Settings.IsTrial)
        {
            Settings.TryCountStart();
            if (Settings.TrialStarts > MaxTrialStarts && TryRollBack())
            {
                return false;
            }
        }

        if (Settings.Current != null)
        {
            MakeAgent(Settings.Current);
        }

        return true;
    }

    /// <summary>Reads how the last run ended. Flash that fails holds this up for 3 s: measuring is worth more than last words.</summary>
    private bool TryReadRecords(long nowMs)
    {
        if (_isLastWordsTold)
        {
            return true;
        }

        if (!_records.TryOpen())
        {
            _faults.NoteFlash(nowMs);
            _recordAttempts++;
            _isLastWordsTold = _recordAttempts >= MaxRecordAttempts;
            return _isLastWordsTold;
        }

        _isLastWordsTold = true;
        LastWords = _records.Words;
        if (_records.IsPending || Parts.StartKind == StartKind.Cold)
        {
            LastWords = _records.IsPending ? _records.Words : new LastWords(Parts.BoardReason, 0, "");
            KeepWords(LastWords, false, nowMs);
        }

        return true;
    }

    /// <summary>A wake that could not go on where it slept is a boot of its own, and says why.</summary>
    private void NoteFailedWake(NodeAgent agent, long nowMs)
    {
        if (Parts.StartKind == StartKind.Wake && agent.HasBegunBoot && !_isWakeFailed)
        {
            _isWakeFailed = true;
            LastWords = new LastWords(RestartReason.WakeFailed, 0, "");
            KeepWords(LastWords, false, nowMs);
            _nodeSettings!.LastRestart = LastWords.ToReport();
        }
    }

    private void KeepWords(LastWords words, bool isPending, long nowMs)
    {
        if (!_records.TryStore(_enclosure.IsSet, isPending, words))
        {
            _faults.NoteFlash(nowMs);
        }
    }

    private void TryIdentify(long nowMs)
    {
        if (Settings.Current != null && Settings.Current.IsShared)
        {
            _thumbprint = CoseKey.SymmetricThumbprint(Settings.Current.SharedKey);
        }
        else if (Parts.Element != null)
        {
            if (Parts.Element.TryGetPublicKey(_publicKey))
            {
                _thumbprint = CoseKey.Thumbprint(_publicKey);
            }
            else if (Settings.Current != null)
            {
                // With settings there was a key; without, the chip may only be blank.
                _faults.NoteChip(nowMs);
            }
        }
    }

    private void MakeAgent(SettingsDocument document)
    {
        ISecureElement? element = Parts.Element;
        try
        {
            if (document.IsShared)
            {
                element = Parts.CounterFlash == null ? null : new SharedKeyElement(document.SharedKey, Parts.CounterFlash);
            }

            if (element == null)
            {
                throw new ArgumentException("This board has no secure element, or no boot counter for a shared key.");
            }

            _sensors = MakeSensors(document.Sensors);
            _nodeSettings = MakeSettings(document);
            _link = _board.Connect(document.Network!, document.Urn);
            Agent = new NodeAgent(_nodeSettings, element, _sensors, Outbox, _link, Parts.StartKind);
            Agent.SettingsSink = this;
        }
        catch (ArgumentException unusable)
        {
            // Signed and well-formed, and no node can work by it. Those before are better, where there are any.
            SettingsFault = unusable.Message;
            if (Settings.IsTrial)
            {
                TryRollBack();
            }
        }
    }

    private NodeSettings MakeSettings(SettingsDocument document)
    {
        NodeSettings settings = new NodeSettings();
        settings.Urn = document.Urn;
        settings.GatewayKey = document.GatewayKey;
        settings.SharedKey = document.SharedKey;
        settings.SampleIntervalMs = document.SampleIntervalS * 1_000;
        settings.FirmwareName = Parts.Firmware.Name;
        settings.FirmwareVersion = Parts.Firmware.Version;
        settings.FirmwareDigest = Parts.Firmware.Digest;
        settings.HardwareModel = Parts.Firmware.HardwareModel;
        settings.HardwareVersion = Parts.Firmware.HardwareVersion;
        settings.OemId = Parts.Firmware.OemId;
        settings.DebugStatus = Parts.Firmware.DebugStatus;
        settings.SettingsVersion = document.Version;
        settings.LastRestart = LastWords.ToReport();
        return settings;
    }

    /// <summary>Makes the sensors; one that cannot be made, or whose readings would not fit a message any more, is missing in every message.</summary>
    private ISensor[] MakeSensors(SensorSettings[] wanted)
    {
        ISensor[] sensors = new ISensor[wanted.Length + 1];
        int room = SenmlPack.MaxReadings - sensors.Length;
        for (int i = 0; i < wanted.Length; i++)
        {
            // A name of another's in a message would be no name.
            if (Parts.Sensors.TryCreate(wanted[i], out ISensor? sensor) && sensor != null && sensor.MaxReadings - 1 <= room && !IsNamed(sensors, i, sensor.Name))
            {
                sensors[i] = sensor;
                room -= sensor.MaxReadings - 1;
            }
            else
            {
                sensors[i] = new MissingSensor(wanted[i]);
            }
        }

        sensors[wanted.Length] = _supply;
        return sensors;
    }

    private static bool IsNamed(ISensor[] sensors, int count, string name)
    {
        for (int i = 0; i < count; i++)
        {
            if (sensors[i].Name == name)
            {
                return true;
            }
        }

        return false;
    }

    private void StepTrial(NodeAgent agent, long nowMs)
    {
        if (!Settings.IsTrial || _restart != NoRestart)
        {
            return;
        }

        if (agent.IsInSession)
        {
            if (!Settings.TryConfirm())
            {
                _faults.NoteFlash(nowMs);
            }
        }
        else if (nowMs >= TrialMs && Settings.HasFallback && !TryRollBack())
        {
            _faults.NoteFlash(nowMs);
        }
    }

    private bool TryRollBack()
    {
        if (!Settings.TryReject())
        {
            return false;
        }

        RequestRestart(RestartReason.SettingsRolledBack);
        return true;
    }
}
