namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Specifies the quantity that an estimator estimates.</summary>
internal enum EstimatorLevel
{
    /// <summary>The estimator estimates the response of a row.</summary>
    Row,

    /// <summary>The estimator estimates the discounted return of a session.</summary>
    Session,

    /// <summary>The estimator estimates the value of a page, which is the sum of the responses of its rows.</summary>
    Page,
}

/// <summary>Specifies the data that an estimator needs in addition to importance weights.</summary>
internal enum EstimatorNeeds
{
    /// <summary>The estimator needs no other data.</summary>
    Weights,

    /// <summary>The estimator needs a model's values of states and actions.</summary>
    Values,

    /// <summary>The estimator needs a column of discrete states.</summary>
    States,

    /// <summary>The estimator needs both policies' probabilities of each item at its position, whatever the items above it are.</summary>
    PositionWeights,
}

/// <summary>Specifies the role of an estimator in the report, in addition to showing it.</summary>
internal enum EstimatorRole
{
    /// <summary>The estimator has no other role.</summary>
    None,

    /// <summary>The estimate is the value of the policy that made the log. Lifts are relative to it, and it does not estimate the scored policy.</summary>
    Logged,

    /// <summary>The estimator is repeated at other caps, gives the lift of the placebo, and is written to the history of a training.</summary>
    Capped,

    /// <summary>
    /// The estimate is only as good as the model. It has the interval of the <see cref="Correction"/> where values were fitted, and is compared with it.
    /// </summary>
    Model,

    /// <summary>The estimator corrects the <see cref="Model"/> by weighted residuals.</summary>
    Correction,
}

/// <summary>Represents the options that estimators read.</summary>
/// <param name="WeightCap">The largest weight of capped estimators.</param>
/// <param name="Discount">The discount of returns, which is 1 for pages, or null where only responses of rows are estimated.</param>
/// <param name="SwitchThreshold">The largest weight of a row whose residual corrects the model, for estimators that switch.</param>
internal readonly record struct EstimatorSettings(double WeightCap, double? Discount = null, double SwitchThreshold = double.PositiveInfinity);

/// <summary>Represents the declaration of an estimator. The report, the tables, the documentation and the tests derive from it.</summary>
/// <param name="Name">The name of the property that shows the estimate.</param>
/// <param name="Label">The name in the console table.</param>
/// <param name="Formula">The formula in the documentation.</param>
/// <param name="Source">The source of the estimator.</param>
/// <param name="Create">A function that creates the sums of the estimator for one response of one log.</param>
internal sealed record Estimator(string Name, string Label, string Formula, string Source, Func<EstimatorSettings, EstimatorSums> Create)
{
    public EstimatorLevel Level { get; init; }

    public EstimatorNeeds Needs { get; init; }

    public EstimatorRole Role { get; init; }

    /// <summary>Returns the sums of the estimator for one response, which take their columns in a table of units.</summary>
    public EstimatorSums NewSums(EstimatorSettings settings, UnitTable units)
    {
        var sums = Create(settings);
        sums.Attach(units);
        return sums;
    }

    /// <summary>
    /// Whether the options give the data that the estimator needs. Values are returns where there is a discount or a page, so the estimators of rows that
    /// need more than weights apply where there is neither.
    /// </summary>
    public bool AppliesTo(OffPolicyOptions options) => Level switch
    {
        EstimatorLevel.Session => options.DiscountFactor is not null,
        EstimatorLevel.Page => options.HasPages,
        _ => Needs == EstimatorNeeds.Weights || options.ReturnDiscount is null,
    } && Needs switch
    {
        EstimatorNeeds.Values => options.HasValues,
        EstimatorNeeds.States => options.StateColumnName is not null,
        EstimatorNeeds.PositionWeights => options.PositionPropensityColumnName is not null,
        _ => true,
    };
}

/// <summary>
/// Lists all estimators, in the order in which tables show them. A new estimator needs an entry here, and a property of the metrics that shows it.
/// </summary>
internal static class EstimatorList
{
    /// <summary>
    /// The estimators of rows, of sessions and of pages. In the formulas, w is the weight of a row, ρ_t is the product of a session's weights up to its row
    /// t, and u is the weight of an item at its position. Σ runs over rows, and Σ_i over the N sessions or pages.
    /// </summary>
    public static IReadOnlyList<Estimator> All { get; } =
    [
        Row("LoggedMean", "logged", "Σ r / n", "", _ => new RowRatio(row => row.Response, _ => 1)) with { Role = EstimatorRole.Logged },
        Row("Ips", "IPS", "Σ w r / n", "Horvitz, Thompson 1952", _ => new RowRatio(row => row.Weight * row.Response, _ => 1)),
        Row("SelfNormalizedIps", "SNIPS", "Σ w r / Σ w", "Swaminathan, Joachims 2015", _ => new RowRatio(row => row.Weight * row.Response, row => row.Weight)),
        Row("CappedSelfNormalizedIps", "NCIS", "Σ min(w, c) r / Σ min(w, c)", "Gilotte et al. 2018",
            settings => new RowRatio(row => Math.Min(row.Weight, settings.WeightCap) * row.Response, row => Math.Min(row.Weight, settings.WeightCap)))
            with { Role = EstimatorRole.Capped },
        Row("StateNormalizedIps", "SNIPS by state", "Σ_s (n_s / n) Σ_{s} w r / Σ_{s} w", "post-stratification; Xie et al. 2019 with one step",
            _ => new StateSums(discount: null)) with { Needs = EstimatorNeeds.States },
        Row("DirectMethod", "DM", "Σ v / n", "Dudík, Langford, Li 2011",
            _ => new RowRatio(row => row.StateValue, _ => 1))
            with { Needs = EstimatorNeeds.Values, Role = EstimatorRole.Model },
        Row("DoublyRobust", "DR", "Σ (v + w (r − q)) / n", "Dudík, Langford, Li 2011",
            _ => new RowRatio(row => row.StateValue + row.Weight * row.Residual, _ => 1))
            with { Needs = EstimatorNeeds.Values, Role = EstimatorRole.Correction },
        Row("SelfNormalizedDoublyRobust", "SNDR", "Σ v / n + Σ w (r − q) / Σ w", "Robins et al. 2007",
            _ => new SumOf(new RowRatio(row => row.StateValue, _ => 1), new RowRatio(row => row.Weight * row.Residual, row => row.Weight)))
            with { Needs = EstimatorNeeds.Values },
        Row("SwitchDoublyRobust", "switch-DR", "Σ (v + 1[w ≤ τ] w (r − q)) / n", "Wang, Agarwal, Dudík 2017",
            settings => new RowRatio(row => row.StateValue + (row.Weight <= settings.SwitchThreshold ? row.Weight * row.Residual : 0), _ => 1))
            with { Needs = EstimatorNeeds.Values },
        Session("LoggedMean", "logged", "Σ_i G / N", "", _ => new SessionRatio(session => session.Return, _ => 1)) with { Role = EstimatorRole.Logged },
        Session("TrajectoryIs", "trajectory IS", "Σ_i ρ G / N", "Precup, Sutton, Singh 2000",
            _ => new SessionRatio(session => session.Ratio * session.Return, _ => 1)),
        Session("SelfNormalizedTrajectoryIs", "trajectory IS, normalized", "Σ_i ρ G / Σ_i ρ", "Precup, Sutton, Singh 2000",
            _ => new SessionRatio(session => session.Ratio * session.Return, session => session.Ratio)),
        Session("CappedSelfNormalizedTrajectoryIs", "trajectory IS, capped", "Σ_i min(ρ, c) G / Σ_i min(ρ, c)", "truncated weights: Ionides 2008",
            settings => new SessionRatio(
                session => Math.Min(session.Ratio, settings.WeightCap) * session.Return, session => Math.Min(session.Ratio, settings.WeightCap))),
        Session("PerDecisionIs", "per-decision IS", "Σ_i Σ_t γ^t ρ_t r_t / N", "Precup, Sutton, Singh 2000",
            _ => new RowRatio(row => row.Discount * row.Ratio * row.Response, row => row.SessionCount)),
        Session("SelfNormalizedPerDecisionIs", "per-decision IS, normalized", "Σ_t γ^t Σ_i ρ_t r_t / Σ_i ρ_t", "Thomas 2015 (CWPDIS)",
            settings => new StepSums(settings.Discount, row => row.Ratio * row.Response, row => row.Ratio - row.PreviousRatio)),
        Session("CappedSelfNormalizedPerDecisionIs", "per-decision IS, capped", "Σ_t γ^t Σ_i min(ρ_t, c) r_t / Σ_i min(ρ_t, c)",
            "truncated weights: Ionides 2008",
            settings => new StepSums(
                settings.Discount, row => Math.Min(row.Ratio, settings.WeightCap) * row.Response,
                row => Math.Min(row.Ratio, settings.WeightCap) - Math.Min(row.PreviousRatio, settings.WeightCap))),
        Session("Marginalized", "marginalized IS",
            "Σ_t γ^t Σ_s d_t(s) Σ_{s,t} w r / Σ_{s,t} w`, `d_{t+1}(s') = Σ_s d_t(s) Σ_{s→s',t} w / Σ_{s,t} w", "Xie, Ma, Wang 2019",
            settings => new StateSums(settings.Discount)) with { Needs = EstimatorNeeds.States },
        Session("DirectMethod", "DM", "Σ_i v(s_0) / N", "Le, Voloshin, Yue 2019",
            _ => new RowRatio(row => row.SessionCount * row.StateValue, row => row.SessionCount))
            with { Needs = EstimatorNeeds.Values, Role = EstimatorRole.Model },
        // The recursion, written out from the front.
        Session("DoublyRobust", "DR", "Σ_i V_0 / N`, `V_t = v + w_t (r_t + γ V_{t+1} − q)", "Jiang, Li 2016",
            _ => new RowRatio(row => row.Discount * (row.PreviousRatio * row.StateValue + row.Ratio * row.Residual), row => row.SessionCount))
            with { Needs = EstimatorNeeds.Values, Role = EstimatorRole.Correction },
        Session("SelfNormalizedDoublyRobust", "DR, normalized", "Σ_t γ^t (Σ_i ρ_t (r_t − q) / Σ_i ρ_t + Σ_i ρ_{t−1} v / Σ_i ρ_{t−1})", "Thomas, Brunskill 2016",
            WeightedDoublyRobust) with { Needs = EstimatorNeeds.Values },
        Page("LoggedMean", "logged", "Σ_i G / N", "", _ => new SessionRatio(page => page.Return, _ => 1)) with { Role = EstimatorRole.Logged },
        Page("PageIps", "page IPS", "Σ_i ρ G / N", "Horvitz, Thompson 1952, of whole pages", _ => new SessionRatio(page => page.Ratio * page.Return, _ => 1)),
        Page("SelfNormalizedPageIps", "page IPS, normalized", "Σ_i ρ G / Σ_i ρ", "Swaminathan, Joachims 2015, of whole pages",
            _ => new SessionRatio(page => page.Ratio * page.Return, page => page.Ratio)),
        Page("RewardInteractionIps", "cascade IPS", "Σ_i Σ_k ρ_k r_k / N", "McInerney et al. 2020",
            _ => new RowRatio(row => row.Ratio * row.Response, row => row.SessionCount)),
        Page("SelfNormalizedRewardInteractionIps", "cascade IPS, normalized", "Σ_k Σ_i ρ_k r_k / Σ_i ρ_k", "McInerney et al. 2020",
            settings => new StepSums(settings.Discount, row => row.Ratio * row.Response, row => row.Ratio - row.PreviousRatio)),
        Page("IndependentIps", "independent IPS", "Σ_i Σ_k u_k r_k / N", "Li et al. 2018",
            _ => new RowRatio(row => row.PositionWeight * row.Response, row => row.SessionCount)) with { Needs = EstimatorNeeds.PositionWeights },
        Page("SelfNormalizedIndependentIps", "independent IPS, normalized", "Σ_k Σ_i u_k r_k / Σ_i u_k", "Li et al. 2018",
            settings => new StepSums(
                settings.Discount, row => row.PositionWeight * row.Response, row => row.PositionWeight - row.PreviousPositionWeight))
            with { Needs = EstimatorNeeds.PositionWeights },
        Page("DirectMethod", "DM", "Σ_i v_1 / N", "Kiyohara et al. 2022",
            _ => new RowRatio(row => row.SessionCount * row.StateValue, row => row.SessionCount))
            with { Needs = EstimatorNeeds.Values, Role = EstimatorRole.Model },
        Page("CascadeDoublyRobust", "cascade DR", "Σ_i Σ_k (ρ_{k−1} v_k + ρ_k (r_k − q_k)) / N", "Kiyohara et al. 2022",
            _ => new RowRatio(row => row.PreviousRatio * row.StateValue + row.Ratio * row.Residual, row => row.SessionCount))
            with { Needs = EstimatorNeeds.Values, Role = EstimatorRole.Correction },
        Page("SelfNormalizedCascadeDoublyRobust", "cascade DR, normalized", "Σ_k (Σ_i ρ_k (r_k − q_k) / Σ_i ρ_k + Σ_i ρ_{k−1} v_k / Σ_i ρ_{k−1})",
            "Kiyohara et al. 2022; Thomas, Brunskill 2016", WeightedDoublyRobust) with { Needs = EstimatorNeeds.Values },
    ];

    /// <summary>Returns the estimator of rows with capped weights.</summary>
    public static Estimator Capped { get; } = Of(EstimatorLevel.Row, EstimatorRole.Capped)!;

    /// <summary>Returns the only estimator of a level with a role.</summary>
    public static Estimator Of(EstimatorLevel level, EstimatorRole role) => All.Single(estimator => estimator.Level == level && estimator.Role == role);

    private static Estimator Row(string name, string label, string formula, string source, Func<EstimatorSettings, EstimatorSums> create) =>
        new(name, label, formula, source, create) { Level = EstimatorLevel.Row };

    private static Estimator Session(string name, string label, string formula, string source, Func<EstimatorSettings, EstimatorSums> create) =>
        new(name, label, formula, source, create) { Level = EstimatorLevel.Session };

    private static Estimator Page(string name, string label, string formula, string source, Func<EstimatorSettings, EstimatorSums> create) =>
        new(name, label, formula, source, create) { Level = EstimatorLevel.Page };

    private static SumOf WeightedDoublyRobust(EstimatorSettings settings) => new(
        new StepSums(settings.Discount, row => row.Ratio * row.Residual, row => row.Ratio - row.PreviousRatio),
        new StepSums(settings.Discount, row => row.PreviousRatio * row.StateValue, row => row.Ratio - row.PreviousRatio, isLagged: true));
}
