using ShortVideo.Simulator;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples;

/// <summary>Makes the logs that the projects of samples/ModelBuilder train on, so that it is known which columns matter.</summary>
internal static class ModelBuilderLogs
{
    private const int VideoCount = 10;

    private static readonly string[] Categories = ["books", "games", "garden", "kitchen", "music", "sports"];

    /// <summary>
    /// Makes a log of shown videos. Users watch longer what is near their interest in sports, and odd videos, which are long, only where there is Wi-Fi. Every
    /// third video is clicked more often than it is worth. Neither the hour nor the level of the battery has an effect.
    /// </summary>
    public static IEnumerable<string> ShortVideo(int sessions, int seed)
    {
        yield return "SessionId,VideoId,Network,SportInterest,Hour,BatteryLevel,WatchTime,Click,Like,Propensity";
        var random = SeededGenerator.ForStream(seed, 1);
        for (var session = 0; session < sessions; session++)
        {
            var interest = Math.Round(random.Uniform(), 2);
            var (isOnWifi, hour, battery, steps) = (random.Chance(0.6), random.Index(24), 10 + random.Index(90), 4 + random.Index(9));
            for (var step = 0; step < steps; step++)
            {
                // The odd videos are popular, so the log shows them twice as often.
                var video = random.Choose([1, 2, 1, 2, 1, 2, 1, 2, 1, 2]);
                var match = Match(interest, isOnWifi, video);
                var watch = (1 + 20 * match) * (0.5 + random.Uniform());
                var (click, like) = (random.Chance(0.15 + 0.5 * match + (video % 3 == 0 ? 0.2 : 0)), random.Chance(0.05 + 0.25 * match));
                var propensity = (1 + video % 2) / 15.0;
                var state = FormattableString.Invariant($"{(isOnWifi ? "wifi" : "cellular")},{interest:0.00},{hour},{battery}");
                yield return FormattableString.Invariant($"s{session},v{video},{state},{watch:0.0},{Digit(click)},{Digit(like)},{propensity:0.000000}");
                battery = Math.Max(1, battery - random.Index(3));
            }
        }
    }

    /// <summary>
    /// Makes a log of offers. Users click on what they like and on what is reduced, and buy what is also cheap. The server that answered has no effect.
    /// </summary>
    public static IEnumerable<string> Purchase(int sessions, int seed)
    {
        yield return "SessionId,Category,Price,Discount,Affinity,PagesViewed,ServerNode,Click,Purchase";
        var random = SeededGenerator.ForStream(seed, 2);
        for (var session = 0; session < sessions; session++)
        {
            var favorite = random.Index(Categories.Length);
            var steps = 4 + random.Index(9);
            for (var step = 0; step < steps; step++)
            {
                var category = random.Index(Categories.Length);
                var price = Math.Round(5 + random.Exponential(30), 2);
                var discount = random.Chance(0.3) ? 0.25 : 0;
                var affinity = Math.Round(0.5 * random.Uniform() + (category == favorite ? 0.5 : 0), 2);
                var isClicked = random.Chance(Sigmoid(-2.5 + 4 * affinity + 4 * discount));
                var isBought = isClicked && random.Chance(Sigmoid(2 - price / 12 + 4 * discount));
                var state = FormattableString.Invariant($"{Categories[category]},{price:0.00},{discount:0.00},{affinity:0.00},{step},{1 + random.Index(8)}");
                yield return $"s{session},{state},{Digit(isClicked)},{Digit(isBought)}";
            }
        }
    }

    private static double Match(double interest, bool isOnWifi, int video)
    {
        var distance = (interest - video / (VideoCount - 1.0)) / 0.25;
        return Math.Exp(-distance * distance) * (isOnWifi || video % 2 == 0 ? 1 : 0.3);
    }

    private static double Sigmoid(double logit) => 1 / (1 + Math.Exp(-logit));

    private static int Digit(bool value) => value ? 1 : 0;
}
