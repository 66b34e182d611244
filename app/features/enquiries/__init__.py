"""What vendors ask the buyer: private answers, and answers published to every vendor of the campaign."""
