namespace Microsoft.ML.ReinforcementRanking.Tests.Worlds;

/// <summary>Specifies what the response of an item on a page depends on.</summary>
internal enum PageInteraction
{
    /// <summary>The item and its position.</summary>
    None,

    /// <summary>The item, its position, and the item above it.</summary>
    FromAbove,

    /// <summary>The item, its position, and the other item of the page, above or below it.</summary>
    OfThePage,
}

/// <summary>
/// Represents pages of two different items out of five. Policies draw them without replacement (Plackett-Luce). There are 20 pages, so the value of every
/// policy and the expected value of every unnormalized estimator are sums.
/// </summary>
internal sealed class PageWorld(PageInteraction interaction)
{
    public const int ItemCount = 5;

    private const double Noise = 0.3;

    private static readonly double[][] Appeal = [[1, 0.4, 0.8, 0.2, 0.6], [0.3, 0.9, 0.1, 0.7, 0.5]];

    /// <summary>Gets the weights of the items from which the policy of the log draws.</summary>
    public static double[] Behavior { get; } = [1.5, 1, 1.2, 0.8, 1];

    /// <summary>Gets the weights of the items from which the policy to evaluate draws.</summary>
    public static double[] Target { get; } = [1, 1.6, 0.7, 1.4, 1.2];

    /// <summary>Gets all pages.</summary>
    public static (int First, int Second)[] Pages { get; } =
    [
        .. Enumerable.Range(0, ItemCount).SelectMany(first => Enumerable.Range(0, ItemCount).Where(second => second != first)
            .Select(second => (first, second))),
    ];

    /// <summary>Computes the probabilities of both items of a page, each given what is above it.</summary>
    public static (double First, double Second) Conditional(double[] policy, (int First, int Second) page) =>
        (policy[page.First] / policy.Sum(), policy[page.Second] / (policy.Sum() - policy[page.First]));

    /// <summary>Computes the probability of a page.</summary>
    public static double Probability(double[] policy, (int First, int Second) page)
    {
        var (first, second) = Conditional(policy, page);
        return first * second;
    }

    /// <summary>Computes the probabilities of both items of a page at their positions, whatever the other item is.</summary>
    public static (double First, double Second) Marginal(double[] policy, (int First, int Second) page) => (
        Pages.Where(other => other.First == page.First).Sum(other => Probability(policy, other)),
        Pages.Where(other => other.Second == page.Second).Sum(other => Probability(policy, other)));

    /// <summary>Computes the expected responses at both positions of a page.</summary>
    public (double First, double Second) Response((int First, int Second) page)
    {
        var (first, second) = (Appeal[0][page.First], Appeal[1][page.Second]);
        // The items with large numbers suit each other. The policy to evaluate prefers them, so that wrong assumptions show as a bias.
        var match = page.First + page.Second >= ItemCount ? 1.5 : 0;
        return (
            first + (interaction == PageInteraction.OfThePage ? match : 0),
            second + (interaction != PageInteraction.None ? match : 0));
    }

    /// <summary>Computes the expected sum of the responses of a page under a policy.</summary>
    public double Value(double[] policy) => Pages.Sum(page => Probability(policy, page) * Sum(Response(page)));

    /// <summary>Computes the expected value of an estimator that weights the responses of each logged page.</summary>
    public double Expectation(Func<(int First, int Second), (double First, double Second)> weights) => Pages.Sum(page =>
        Probability(Behavior, page) * (weights(page).First * Response(page).First + weights(page).Second * Response(page).Second));

    /// <summary>Creates a log of pages with the true propensities, scored with <see cref="Target"/>.</summary>
    /// <param name="pageCount">The number of pages.</param>
    /// <param name="seed">The seed of all random numbers.</param>
    /// <param name="modelError">
    /// The error of the model of responses. Without an error, the values are the true ones. With one, they are wrong by an amount that depends on the item.
    /// </param>
    public Row[] Log(int pageCount, int seed, double modelError = 0)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, pageCount).SelectMany(number => Rows(number, Draw(random), random, modelError))];
    }

    private static double Sum((double First, double Second) pair) => pair.First + pair.Second;

    private static (int First, int Second) Draw(Random random)
    {
        var draw = random.NextDouble();
        return Pages.First(page => (draw -= Probability(Behavior, page)) < 0 || page == Pages[^1]);
    }

    private Row[] Rows(int number, (int First, int Second) page, Random random, double modelError)
    {
        var (propensity, probability) = (Conditional(Behavior, page), Conditional(Target, page));
        var (positionPropensity, positionProbability) = (Marginal(Behavior, page), Marginal(Target, page));
        var response = Response(page);
        double Second((int First, int Second) other) => Response(other).Second + modelError * other.Second;
        double FromSecondOn(int first) => Pages.Where(other => other.First == first).Sum(other => Conditional(Target, other).Second * Second(other));
        // The response of the first item is modeled by its mean over the items that may follow.
        double First(int first) => FromSecondOn(first) + modelError * first
            + Pages.Where(other => other.First == first).Sum(other => Conditional(Target, other).Second * Response(other).First);
        return
        [
            new()
            {
                Request = $"r{number}", GroupId = number / 2, Position = 1,
                Probability = probability.First, Propensity = propensity.First,
                PositionProbability = positionProbability.First, PositionPropensity = positionPropensity.First,
                Reward = response.First + Noise * BanditWorld.Normal(random),
                ActionValue = First(page.First),
                StateValue = Enumerable.Range(0, ItemCount).Sum(item => Target[item] / Target.Sum() * First(item)),
            },
            new()
            {
                Request = $"r{number}", GroupId = number / 2, Position = 2,
                Probability = probability.Second, Propensity = propensity.Second,
                PositionProbability = positionProbability.Second, PositionPropensity = positionPropensity.Second,
                Reward = response.Second + Noise * BanditWorld.Normal(random),
                ActionValue = Second(page),
                StateValue = FromSecondOn(page.First),
            },
        ];
    }

    internal sealed class Row
    {
        public string Request { get; set; } = "";

        public int GroupId { get; set; }

        public float Position { get; set; }

        public double Probability { get; set; }

        public double Propensity { get; set; }

        public double PositionProbability { get; set; }

        public double PositionPropensity { get; set; }

        public double Reward { get; set; }

        public double ActionValue { get; set; }

        public double StateValue { get; set; }
    }
}
