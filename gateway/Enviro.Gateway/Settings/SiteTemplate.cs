namespace Enviro.Gateway;

/// <summary>The <see cref="SiteFile"/> to start from: every member with what it is.</summary>
public static class SiteTemplate
{
    /// <summary>Its text, JSON with comments.</summary>
    public const string Text =
        """
        // What a node is told of its place: `enviro node settings issue` signs it for one node. Members that say "left out" may be.
        {
          // Where the node stands, in words.
          "site": "roof of the town hall",

          // Seconds from one sample to the next, 1 to 86400; left out: 60. Asleep between them, a board on batteries lasts longer.
          "sampleIntervalS": 300,
          "sleep": false,

          // "secure-element", or "shared-key" for a node that cannot sign (`enviro node add-shared`); left out: "secure-element".
          "identity": "secure-element",

          // 1 to 8 sensors. "channel" is the analogue input, or the I2C address where a kind has two; left out: the kind's first.
          // "curve" turns a voltage into a value where the kind has no curve of its own or this sensor was calibrated: 2 to 8 points
          // [millivolts, value in the last digit the sensor gives], millivolts rising.
          "sensors": [
            { "kind": "bme280" },
            { "kind": "ph", "channel": 1, "curve": [[1032, 401], [1500, 700], [2015, 1001]] }
          ],

          "network": {
            // The Wi-Fi. The passphrase in a file of its own, named relative to this one, or as "passphrase"; "passphrase": "" is an open network.
            "ssid": "town-hall",
            "passphraseFile": "wifi.txt",

            // The gateway. Over TLS (left out: true) the node takes only a gateway with a certificate of its authority's for this very host:
            // `enviro authority server-certificate`. The port left out is 8883, without TLS 1883. Without TLS anybody on the way reads along.
            "host": "gateway.example.net",
            "port": 8883,
            "tls": true,

            // Sets a clock that nothing else has set; left out: none.
            "timeServer": "pool.ntp.org"
          }
        }

        """;
}
