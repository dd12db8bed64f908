using ShortVideo.Online;

namespace AbTest.Experiment;

/// <summary>Represents what the users of an arm did.</summary>
/// <param name="Name">The name of the arm.</param>
/// <param name="Days">The days of every user of the arm.</param>
internal sealed record ArmResult(string Name, IReadOnlyList<UserDay> Days)
{
    public int UserCount => Days.Select(day => day.UserId).Distinct().Count();

    /// <summary>Computes the mean of a response per user and day.</summary>
    public double Mean(Response response) => Days.Average(response.Total);
}
