using System;
using System.Device.Wifi;
using System.Net.NetworkInformation;
using System.Threading;
using nanoFramework.Networking;

namespace Enviro.Node.Esp32;

/// <summary>
/// The board as a station of one Wi-Fi network. The interpreter keeps the network's name and passphrase in its own configuration and joins it again by itself, after
/// a restart too; that configuration lies in flash, so it is written only when it says something else, or when waiting did not help for half an hour.
/// </summary>
internal sealed class WifiStation
{
    private const int WaitForAddressMs = 20_000;
    private const int JoinTimeoutMs = 60_000;
    private const int PollMs = 250;
    private const long JoinAgainMs = 1_800_000;
    private const string NoAddress = "0.0.0.0";

    private readonly string _ssid;
    private readonly string _passphrase;
    private bool _hasJoined;
    private long _joinedMs;

    internal WifiStation(string ssid, string passphrase)
    {
        _ssid = ssid;
        _passphrase = passphrase;
    }

    /// <summary>Whether the board has an address in the network.</summary>
    internal bool IsUp
    {
        get
        {
            NetworkInterface? wifi = FindInterface();
            return wifi != null && IsConfigured(wifi) && HasAddress(wifi);
        }
    }

    /// <summary>Waits for an address, joining the network where that is needed; at most some 80 s. False when there is none then.</summary>
    internal bool TryJoin()
    {
        NetworkInterface? wifi = FindInterface();
        if (wifi == null)
        {
            return false;
        }

        bool isConfigured = IsConfigured(wifi);
        if (isConfigured && TryWait())
        {
            return true;
        }

        long nowMs = Environment.TickCount64;
        if (isConfigured && _hasJoined && nowMs - _joinedMs < JoinAgainMs)
        {
            return false;
        }

        _hasJoined = true;
        _joinedMs = nowMs;
        CancellationTokenSource limit = new CancellationTokenSource(JoinTimeoutMs);
        bool joined = WifiNetworkHelper.ConnectDhcp(_ssid, _passphrase, WifiReconnectionKind.Automatic, false, 0, limit.Token);
        limit.Dispose();
        return joined && IsUp;
    }

    private bool TryWait()
    {
        for (int waitedMs = 0; waitedMs < WaitForAddressMs; waitedMs += PollMs)
        {
            if (IsUp)
            {
                return true;
            }

            Thread.Sleep(PollMs);
        }

        return false;
    }

    private bool IsConfigured(NetworkInterface wifi)
    {
        Wireless80211Configuration[] all = Wireless80211Configuration.GetAllWireless80211Configurations();
        uint index = wifi.SpecificConfigId;
        return index < all.Length && all[(int)index].Ssid == _ssid && all[(int)index].Password == _passphrase;
    }

    private static bool HasAddress(NetworkInterface wifi) => wifi.IPv4Address != null && wifi.IPv4Address.Length > 0 && wifi.IPv4Address != NoAddress;

    private static NetworkInterface? FindInterface()
    {
        NetworkInterface[] all = NetworkInterface.GetAllNetworkInterfaces();
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i].NetworkInterfaceType == NetworkInterfaceType.Wireless80211)
            {
                return all[i];
            }
        }

        return null;
    }
}
