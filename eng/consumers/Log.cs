using Microsoft.ML.Data;

/// <summary>Creates a small log of four items and two kinds of users. Both consumers use it.</summary>
internal static class Log
{
    public const int ItemCount = 4;

    public static Row[] Create(int sessions, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, sessions).SelectMany(session => Enumerable.Range(0, 4).Select(_ => Draw((uint)session + 1, random)))];
    }

    private static Row Draw(uint session, Random random)
    {
        var likesEvenItems = random.Next(2) == 0;
        var item = (uint)random.Next(ItemCount);
        var fits = item % 2 == 0 == likesEvenItems;
        return new()
        {
            GroupId = session,
            Features = [likesEvenItems ? 1 : 0, random.NextSingle()],
            Action = item,
            Title = $"item {item}",
            WatchTime = (fits ? 30 : 5) * random.NextSingle(),
            Like = fits && random.Next(3) == 0,
            Propensity = 1f / ItemCount,
        };
    }
}

internal sealed class Row
{
    public uint GroupId { get; set; }
    [VectorType(2)] public float[] Features { get; set; } = [];
    [KeyType(Log.ItemCount)] public uint Action { get; set; }
    public string Title { get; set; } = "";
    public float WatchTime { get; set; }
    public bool Like { get; set; }
    public float Propensity { get; set; }
}

internal sealed class Scored
{
    public float Score { get; set; }
    public float Probability { get; set; }
}
