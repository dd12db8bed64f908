namespace ShortVideo.Simulator;

/// <summary>
/// Writes the file of user features. These columns show hidden properties with noise: <c>user_active_degree</c> (patience), the numbers of follows and
/// friends (sociability), <c>onehot_feat1, 4, 9, 10</c> (the four coordinates of taste, in levels), and <c>onehot_feat2, 5</c> (the two coordinates of
/// needs). The other columns vary as they do in KuaiRand, but have no meaning.
/// </summary>
internal static class UserFeatures
{
    public const string Header =
        "user_id,user_active_degree,is_lowactive_period,is_live_streamer,is_video_author,follow_user_num,follow_user_num_range,fans_user_num," +
        "fans_user_num_range,friend_user_num,friend_user_num_range,register_days,register_days_range,onehot_feat0,onehot_feat1,onehot_feat2,onehot_feat3," +
        "onehot_feat4,onehot_feat5,onehot_feat6,onehot_feat7,onehot_feat8,onehot_feat9,onehot_feat10,onehot_feat11,onehot_feat12,onehot_feat13," +
        "onehot_feat14,onehot_feat15,onehot_feat16,onehot_feat17";

    private static readonly string[] ActiveDegrees = ["low_active", "middle_active", "high_active", "full_active"];

    // A band contains the counts from its limit up to the limit of the next band.
    private static readonly (int From, string Name)[] FollowBands =
        [(0, "0"), (1, "(0,10]"), (11, "(10,50]"), (51, "(50,100]"), (101, "(100,150]"), (151, "(150,250]"), (251, "(250,500]"), (501, "500+")];

    private static readonly (int From, string Name)[] FanBands =
        [(0, "0"), (1, "[1,10)"), (10, "[10,100)"), (100, "[100,1k)"), (1000, "[1k,5k)"), (5000, "[5k,1w)"), (10000, "[1w,10w)")];

    private static readonly (int From, string Name)[] FriendBands =
        [(0, "0"), (1, "[1,5)"), (5, "[5,30)"), (30, "[30,60)"), (60, "[60,120)"), (120, "[120,250)"), (250, "250+")];

    private static readonly (int From, string Name)[] RegisterBands =
        [(0, "15-30"), (31, "31-60"), (61, "61-90"), (91, "91-180"), (181, "181-365"), (366, "366-730"), (731, "730+")];

    // The numbers of levels of onehot_feat0 to onehot_feat11. The later columns are flags. Four of the columns show the taste, and two show the needs.
    private static readonly int[] FeatureLevels = [2, 7, 50, 1471, 15, 34, 3, 118, 454, 7, 5, 5];
    private static readonly int[] TasteFeatures = [1, 4, 9, 10];
    private static readonly int[] NeedFeatures = [2, 5];

    /// <param name="user">The user.</param>
    /// <param name="random">The generator of all columns.</param>
    /// <param name="needs">The generator that draws the columns of the needs again, so that the other columns are the same with or without them.</param>
    public static string Row(SimulatedUser user, ref SeededGenerator random, ref SeededGenerator needs)
    {
        string[] values =
        [
            CsvLine.Text(user.Id), ActiveDegrees[NoisyLevel.Of(user.Patience, ActiveDegrees.Length, ref random)],
            "0", random.Chance(0.2) ? "1" : "-124", random.Chance(0.8) ? "1" : "0",
            .. CountAndBand(4.5 + NoisyLevel.Value(user.Sociability, ref random), FollowBands),
            .. CountAndBand(3.5 + 2 * random.Normal(), FanBands),
            .. CountAndBand(2.5 + 1.5 * NoisyLevel.Value(user.Sociability, ref random), FriendBands),
            .. CountAndBand(6.9 + 0.6 * random.Normal(), RegisterBands),
            .. OneHots(user, ref random, ref needs),
        ];
        return CsvLine.Of(values);
    }

    private static List<string> OneHots(SimulatedUser user, ref SeededGenerator random, ref SeededGenerator needs)
    {
        var values = new List<string>();
        for (var feature = 0; feature < FeatureLevels.Length; feature++)
        {
            var coordinate = Array.IndexOf(TasteFeatures, feature);
            var level = coordinate < 0 ? random.Index(FeatureLevels[feature]) : NoisyLevel.Of(user.Taste[coordinate], FeatureLevels[feature], ref random);
            values.Add(feature == 4 ? CsvLine.Text(level) + ".0" : CsvLine.Text(level));
        }
        foreach (var (coordinate, feature) in NeedFeatures.Index())
            values[feature] = CsvLine.Text(NoisyLevel.Of(user.Need[coordinate], FeatureLevels[feature], ref needs));
        // In KuaiRand, one user in 38 has none of the flags.
        var hasFlags = random.Chance(0.974);
        for (var flag = 0; flag < 6; flag++)
            values.Add(!hasFlags ? "" : random.Chance(0.15) ? "1.0" : "0.0");
        return values;
    }

    private static string[] CountAndBand(double logarithm, (int From, string Name)[] bands)
    {
        var count = (int)Math.Min(Math.Exp(logarithm), 99_999);
        return [CsvLine.Text(count), bands.Last(band => count >= band.From).Name];
    }
}
