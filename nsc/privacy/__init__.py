"""What the Personal Data Protection Act asks for, as things the system does: notice, record, requests, keeping times, breaches."""
