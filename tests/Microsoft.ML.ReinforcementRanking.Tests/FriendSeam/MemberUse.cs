namespace Microsoft.ML.ReinforcementRanking.Tests.FriendSeam;

/// <summary>Represents one type or member of another assembly that an assembly refers to.</summary>
internal sealed record MemberUse(string Assembly, string Member, MemberAccess Access);
