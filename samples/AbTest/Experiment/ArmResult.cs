using ShortVideo.Online;

namespace AbTest.Experiment;

/// <summary>What an arm's users did.</summary>
/// <param name="Name">The arm's.</param>
/// <param name="Days">Every day of every user of the arm.</param>
internal sealed record ArmResult(string Name, IReadOnlyList<UserDay> Days)
{
    public int UserCount => Days.Select(day => day.UserId).Distinct().Count();

    /// <summary>Per user and day.</summary>
    public double Mean(Response response) => Days.Average(response.Total);
}
