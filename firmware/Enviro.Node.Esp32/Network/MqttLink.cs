using System;
using System.Security.Cryptography.X509Certificates;
using System.Threading;
using Enviro.Wire;
using nanoFramework.M2Mqtt;
using nanoFramework.M2Mqtt.Messages;
using nanoFramework.Networking;

namespace Enviro.Node.Esp32;

/// <summary>
/// The way to the gateway: Wi-Fi, then MQTT 3.1.1, over TLS 1.2 where the settings give the authority of the gateway's certificate. A thread of its own joins, connects and
/// reconnects for as long as the board runs; the program's thread only puts messages into one queue and takes them out of another, and never waits.
/// </summary>
/// <remarks>
/// Quality of service 1, clean session, keep-alive 30 s: what the broker forgets with the connection the node says again after it, for nothing counts but the gateway's own
/// acknowledgements. TLS names no client; the session above it does.
/// </remarks>
internal sealed class MqttLink : ILink
{
    private const int OutgoingCapacity = 8;
    private const int IncomingCapacity = 16;
    private const int RetryInitialMs = 2_000;
    private const int RetryMaxMs = 300_000;
    private const int PumpMs = 50;
    private const ushort KeepAliveS = 30;

    private readonly NetworkSettings _network;
    private readonly string _urn;
    private readonly string _challengeTopic;
    private readonly string _sessionTopic;
    private readonly WifiStation _wifi;
    private readonly MessageQueue _outgoing = new MessageQueue(OutgoingCapacity);
    private readonly MessageQueue _incoming = new MessageQueue(IncomingCapacity);
    private readonly object _lock = new object();
    private bool _isConnected;

    /// <summary>Creates a link that is not started yet.</summary>
    internal MqttLink(NetworkSettings network, string urn)
    {
        _network = network;
        _urn = urn;
        _challengeTopic = Topics.ChallengeOf(urn);
        _sessionTopic = Topics.SessionOf(urn);
        _wifi = new WifiStation(network.Ssid, network.Passphrase);
    }

    /// <inheritdoc />
    public bool IsConnected
    {
        get
        {
            lock (_lock)
            {
                return _isConnected;
            }
        }

        private set
        {
            lock (_lock)
            {
                _isConnected = value;
            }
        }
    }

    /// <inheritdoc />
    public bool TryPublish(string topic, byte[] message, int offset, int count)
    {
        if (!IsConnected)
        {
            return false;
        }

        byte[] copy = new byte[count];
        Array.Copy(message, offset, copy, 0, count);
        return _outgoing.TryPut(topic, copy);
    }

    /// <inheritdoc />
    public bool TryReceive(out string topic, out byte[] message) => _incoming.TryTake(out topic, out message);

    /// <summary>Starts connecting.</summary>
    internal void Start() => new Thread(Run).Start();

    private void Run()
    {
        int waitMs = RetryInitialMs;
        while (true)
        {
            bool wasConnected = false;
            try
            {
                wasConnected = TryServe();
            }
            catch (Exception)
            {
                // No network, no name, no broker, no trust: all of them are tried again.
            }

            IsConnected = false;
            waitMs = wasConnected ? RetryInitialMs : waitMs;
            Thread.Sleep(waitMs);
            waitMs = waitMs < RetryMaxMs / 2 ? waitMs * 2 : RetryMaxMs;
        }
    }

    /// <summary>One connection from its beginning to its end. True when there was one.</summary>
    private bool TryServe()
    {
        if (!_wifi.TryJoin())
        {
            return false;
        }

        SetTime();
        MqttClient client = MakeClient();
        try
        {
            client.MqttMsgPublishReceived += OnReceived;
            if (client.Connect(_urn, null, null, true, KeepAliveS) != MqttReasonCode.Success)
            {
                return false;
            }

            // What waits from before belongs to a connection, and a session, that are no more.
            _outgoing.Clear();
            _incoming.Clear();
            client.Subscribe([_challengeTopic, _sessionTopic], [MqttQoSLevel.AtLeastOnce, MqttQoSLevel.AtLeastOnce]);
            IsConnected = true;
            while (client.IsConnected && _wifi.IsUp)
            {
                Pump(client);
                Thread.Sleep(PumpMs);
            }

            return true;
        }
        finally
        {
            IsConnected = false;
            client.MqttMsgPublishReceived -= OnReceived;
            client.Close();
        }
    }

    private void Pump(MqttClient client)
    {
        while (_outgoing.TryTake(out string topic, out byte[] message))
        {
            client.Publish(topic, message, null, null, MqttQoSLevel.AtLeastOnce, false);
        }
    }

    private MqttClient MakeClient()
    {
        if (!_network.IsTls)
        {
            return new MqttClient(_network.Host, _network.Port, false, null, null, MqttSslProtocols.None);
        }

        X509Certificate authority = new X509Certificate(_network.Authority);
        MqttClient client = new MqttClient(_network.Host, _network.Port, true, authority, null, MqttSslProtocols.TLSv1_2);
        client.Settings.ValidateServerCertificate = true;
        return client;
    }

    /// <summary>Asks the settings' time server once, where nothing has set the clock yet.</summary>
    private void SetTime()
    {
        if (_network.TimeServer.Length > 0 && !SystemTime.TryRead(out _))
        {
            Sntp.Server1 = _network.TimeServer;
            Sntp.UpdateNow();
        }
    }

    private void OnReceived(object sender, MqttMsgPublishEventArgs published)
    {
        if (published.Topic == _challengeTopic || published.Topic == _sessionTopic)
        {
            _incoming.TryPut(published.Topic, published.Message);
        }
    }
}
